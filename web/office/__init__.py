"""Where the office gives work away and lets in what comes from outside."""
