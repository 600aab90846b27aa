"""Pelican plugins: the unified site, its lists and its search documents out of the notices."""
