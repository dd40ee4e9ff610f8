"""The append-only record: what was decided can be neither changed nor deleted, and what was done behind our back is found."""
