"""Full-text search of articles in all scripts, and filters that people keep (docs/search.md)."""
