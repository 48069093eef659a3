"""Mistakes that only one sender's format invites (providers' documents, other libraries' bug trackers)."""

TRAPS = []
