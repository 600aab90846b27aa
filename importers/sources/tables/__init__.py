"""What the columns of each row-writing tool mean: one small TOML file a tool, no code."""
