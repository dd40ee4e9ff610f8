"""Looks every quotation of title, dek, pull quote and commentary up in the article's excerpts.

Codes: `quotation-altered`, `quotation-cut` (words left out without an ellipsis), `quotation-split` (distant passages
joined), `quotation-not-found`, `quotation-case` (only the first letter's case differs).
"""

from editorial.factcheck.finders.quotations.finding import find_quotations

__all__ = ["find_quotations"]
