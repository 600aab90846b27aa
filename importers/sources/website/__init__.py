"""Pages of closed websites: saved by browsers or mirror tools, and inside WARC, ARC, WACZ and WordPress exports."""
