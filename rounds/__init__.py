"""One duty's reconciliation and the day's round, free of Prefect."""
