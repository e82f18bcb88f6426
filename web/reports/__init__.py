"""What leaders read, as pages that print: bulletin, meeting, assessment. Every figure opens its items."""
