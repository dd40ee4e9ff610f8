"""Articles of an edition as Word files (.docx), for those who must have them."""
