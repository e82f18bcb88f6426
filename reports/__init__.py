"""What leaders read: figures, bulletin, meeting, assessment, archives and ledgers, drawn from what was handed in."""
