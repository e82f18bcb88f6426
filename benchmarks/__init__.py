"""How fast the house is, beside the limit of what it stands on. `python -m benchmarks` measures and prints."""
