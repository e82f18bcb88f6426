"""The yearly arrangement of public holidays, read from the notice that publishes it. Pure."""
