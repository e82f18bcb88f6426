"""What a rehearsal tells, for the terminal and as one page."""
