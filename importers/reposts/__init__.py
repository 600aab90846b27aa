"""Reposts (转载): the same text published by several accounts, found by what is left when form is folded away."""
