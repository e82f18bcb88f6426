"""How people behave in a rehearsal: a small seeded model, one YAML file for each kind of people."""
