"""Roman numerals, as notes are numbered."""

_VALUES = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
           (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


def roman(number: int) -> str:
    """Lower-case Roman numeral of a number from 1 up."""
    out = ""
    for value, letters in _VALUES:
        while number >= value:
            out, number = out + letters, number - value
    return out
