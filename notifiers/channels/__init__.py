"""The ways to reach somebody: an ordinary Apprise file, and strict channels of our own in its terms."""
