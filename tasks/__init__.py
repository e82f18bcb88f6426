"""What is owed now: tasks, their lifecycle, the journal of every change, and the chasing of what is late."""
