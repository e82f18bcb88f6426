"""One file per change of the schema, applied in order. Made by `make revision m="why"`."""
