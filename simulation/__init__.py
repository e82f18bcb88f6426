"""The plan under a virtual clock: the same rounds, commands and rules, a year in seconds."""
