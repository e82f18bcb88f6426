"""Pages for supervisors: 督办台, review, the living notice, the calendar."""
