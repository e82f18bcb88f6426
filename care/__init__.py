"""The locked room: the care register, its keys, who may read it, and what is destroyed when."""
