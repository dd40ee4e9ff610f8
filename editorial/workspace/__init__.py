"""The pages of authors. They never see the admin."""
