"""Who is told: messages made of nudges and events, the outbox, the channels and the templates."""
