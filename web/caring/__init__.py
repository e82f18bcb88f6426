"""关爱登记: the pages of the locked room, and the only door from `web` into it. No other page imports `care`."""
