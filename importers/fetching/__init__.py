"""Missing pictures and files: which there are, and fetching them from where they were, guarded. Offline unless asked."""
