"""What is owed at all: plans, rosters, calendars and the rules between them. No I/O, no clock."""
