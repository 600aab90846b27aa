"""The files of the embedded index: segments that are written once, and the list of those in force."""
