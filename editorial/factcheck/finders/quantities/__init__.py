"""Quantities in texts: read from words and figures, and compared whatever form they are written in.

`read_quantities` reads English, `read_values` any language; `supports` compares two of them.
"""

from editorial.factcheck.finders.quantities.comparing import are_comparable, is_sum, supports
from editorial.factcheck.finders.quantities.foreign import read_values
from editorial.factcheck.finders.quantities.reading import Quantity, read_quantities

__all__ = ["Quantity", "are_comparable", "is_sum", "read_quantities", "read_values", "supports"]
