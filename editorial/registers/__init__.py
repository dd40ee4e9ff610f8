"""Registers that editors keep: outlets, forms of names, back issues."""
