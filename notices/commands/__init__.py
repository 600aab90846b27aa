"""The command line of departments: one file a command, each with `add` (its options) and `run`."""
