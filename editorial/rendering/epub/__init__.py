"""The edition as an EPUB 3.3 book."""
