"""Documents to an index, and questions to answers. Knows documents (`schema`), not notices."""
