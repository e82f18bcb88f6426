"""Alembic's room: how the tables came to be what they are, one file in `versions/` per change."""
