"""Retention: what the house need not keep any longer, as a report, and removing the part of it that nothing refers to."""
