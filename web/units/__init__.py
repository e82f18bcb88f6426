"""Pages for responsible units: what I owe, one task, handing in."""
