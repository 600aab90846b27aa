"""Measurements: ours beside the peers', on the same notices, in one run."""
