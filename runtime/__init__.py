"""What the house stands on: the settings, the database engine and the clock. Knows no other room."""
