"""Every address × every method × every role × own and others' objects answers as docs/permissions.md says."""
