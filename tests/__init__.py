"""What Huhang promises, as sentences that are checked."""
