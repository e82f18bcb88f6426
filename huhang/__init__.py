"""The front door: the command line, `up`, and the schema of the database."""
