"""The security log: who signed in or tried to, and what changed about who may."""
