"""The commands of the front door, one module for each group of them."""
