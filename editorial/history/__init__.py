"""What became of an article: one timeline, its versions, and what differs between them."""
