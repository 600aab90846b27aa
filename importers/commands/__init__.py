"""What else `python -m importers` does with an archive: one command, one file."""
