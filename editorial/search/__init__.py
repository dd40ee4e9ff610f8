"""Full text search over articles in all scripts, and saved filters."""
