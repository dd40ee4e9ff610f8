"""E-mail as background work: a row before it is a message."""
