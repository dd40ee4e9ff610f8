"""Backups: one folder with the database, the files and their checksums; and putting one into an empty installation."""
