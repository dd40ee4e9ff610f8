"""The article editor: one page, saved as one types."""
