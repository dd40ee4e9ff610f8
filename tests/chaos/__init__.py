"""Servers of our own that are killed, hang and lose everything, and what a day with them does to jobs.

`tests/integration/test_chaos.py` runs it; by hand: `python -m tests.chaos`, with OEWATCH_CHAOS_SEED for another day.
"""
