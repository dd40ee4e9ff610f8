"""The fact-checker's pages: what is in fact-check, and one article beside what is left to check of it."""
