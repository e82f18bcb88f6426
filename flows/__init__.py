"""When it happens: one Prefect flow per duty, and the day's round as a flow."""
