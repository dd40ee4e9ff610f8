"""Word files (.docx): checked by content, converted by pandoc, and brought to the house layout."""
