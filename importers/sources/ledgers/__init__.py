"""Ledgers: the tables that offices keep of what they published, in whatever columns."""
