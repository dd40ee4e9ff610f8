"""Whether one quantity supports another: the same value in another form, a rounded one, a bound that it keeps."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import combinations

from editorial.factcheck.finders.quantities.reading import Quantity

_ABOUT = Decimal("0.1")
# A figure that ends in zeros may be rounded without saying so, but not by more than this share.
_SILENT = Decimal("0.025")
_BEYOND = Decimal("0.35")
# Between two units of a family (miles and kilometers) people round more coarsely.
_CONVERTED = Decimal("0.06")
_LARGE = 100
_MOST_SUMMANDS = 8


def are_comparable(one: Quantity, other: Quantity) -> bool:
    """True for one family of units, and where one of them says neither unit nor noun."""
    if one.family == other.family:
        return True
    # “1,900 hours” and “1,900 flight hours”.
    if (one.unit and one.unit.name == other.noun) or (other.unit and other.unit.name == one.noun):
        return True
    return (not one.family and not one.noun) or (not other.family and not other.noun)


def reach(quantity: Quantity) -> tuple[Decimal, Decimal]:
    """The values that the words of `quantity` can mean."""
    low, high = quantity.low, quantity.high
    if quantity.bound == "about":
        return low * (1 - _ABOUT), high * (1 + _ABOUT)
    if quantity.bound == "min":
        return low, high * (1 + _BEYOND) + (1 if high < _LARGE else 0)
    if quantity.bound == "max":
        return low * (1 - _BEYOND), high
    return low - _rounding(low), high + _rounding(high)


def _rounding(value: Decimal) -> Decimal:
    """Half of the last digit that is not zero: 400,000 may stand for 396,000, 412 for nothing else."""
    if abs(value) < _LARGE:
        return Decimal(0)
    exponent = value.normalize().as_tuple().exponent
    half = Decimal(5).scaleb(int(exponent) - 1)
    return min(half, abs(value) * _SILENT) if int(exponent) > 0 or value % 1 else Decimal(0)


def supports(source: Quantity, claim: Quantity) -> bool:
    """True where `claim` says what `source` says, in whatever form; the nouns are not compared."""
    if not are_comparable(source, claim):
        return False
    if source.unit != claim.unit and _are_counted_alike(source, claim):
        source, claim = _without_unit(source), _without_unit(claim)
    # Nothing below reaches that far; most pairs end here.
    if source.low > 2 * claim.high + 2 or claim.low > 2 * source.high + 2:
        return False
    if source.bound == claim.bound == "max" or source.bound == claim.bound == "min":
        return _near(source.low, claim.low) and _near(source.high, claim.high)
    low, high = reach(claim)
    other_low, other_high = source.low, source.high
    if source.bound != "exact":
        other_low, other_high = reach(source)
    if source.unit != claim.unit and source.unit and claim.unit:
        other_low, other_high = other_low * (1 - _CONVERTED), other_high * (1 + _CONVERTED)
    elif low < claim.low or high > claim.high:
        # Both sides may be the rounded one.
        other_low, other_high = other_low - _rounding(other_low), other_high + _rounding(other_high)
    return low <= other_high and other_low <= high


def _are_counted_alike(one: Quantity, other: Quantity) -> bool:
    """True where the figures themselves can be compared: a number without its unit (“six days instead of eleven”), and
    miles at sea, which are nautical ones.
    """
    if _raw(one) != _raw(other):
        return False
    if not one.unit or not other.unit:
        return True
    return {one.unit.name, other.unit.name} == {"mile", "nautical mile"}


def _raw(quantity: Quantity) -> tuple[Decimal, Decimal]:
    factor = quantity.unit.factor if quantity.unit else Decimal(1)
    return quantity.low / factor, quantity.high / factor


def _without_unit(quantity: Quantity) -> Quantity:
    low, high = _raw(quantity)
    return replace(quantity, low=low, high=high, unit=None)


def _near(one: Decimal, other: Decimal) -> bool:
    return abs(one - other) <= max(abs(one), abs(other)) * _ABOUT


def is_sum(claim: Quantity, sources: Sequence[Quantity]) -> bool:
    """True where two or three plain counts of one source sentence add up to `claim`, the dead of two places, or two leave
    it: of 20 trucks 12 stand idle, so 8 run.
    """
    if claim.family:
        return False
    plain = [one for one in sources if not one.family and one.low == one.high and _may_add(one, claim)]
    counts = [one.low for one in plain][:_MOST_SUMMANDS]
    if claim.low == claim.high and any(
        abs(one - other) == claim.low for one, other in combinations(counts, 2)
    ):
        return True
    return any(
        sum(chosen) == claim.low == claim.high for size in (2, 3) for chosen in combinations(counts, size)
    )


def _may_add(one: Quantity, claim: Quantity) -> bool:
    """A source's count of the very noun that is claimed is not half of it together with something else: 6,000 soldiers and
    500 posts are no 6,500 soldiers. Round numbers add up by chance.
    """
    return not (one.noun and one.noun == claim.noun and one.low * 10 > claim.low * 8 and claim.low >= _LARGE)


def is_share(claim: Quantity, others: Sequence[Quantity]) -> bool:
    """True where a percentage follows from two quantities of one sentence: a part of a whole, a growth, a decline."""
    if claim.family != "percent":
        return False
    # “From 214 to 367” is read as a range: both ends count.
    values = [
        (one.family, value)
        for one in others
        if one.family != "percent"
        for value in {one.low, one.high}
        if value > 0
    ]
    for (family, one), (other_family, other) in combinations(values[:_MOST_SUMMANDS], 2):
        if family != other_family:
            continue
        low, high = sorted((one, other))
        for share in (low / high, 1 - low / high, high / low - 1):
            if _is_near_share(claim, share * 100):
                return True
    return False


def _is_near_share(claim: Quantity, share: Decimal) -> bool:
    if claim.bound == "min":
        return claim.low <= share <= claim.low + 5
    if claim.bound == "max":
        return claim.high - 5 <= share <= claim.high
    slack = Decimal(3) if claim.bound == "about" else Decimal(1)
    return claim.low - slack <= share <= claim.high + slack


def is_supported(claim: Quantity, sources: Iterable[Quantity]) -> bool:
    return any(supports(source, claim) for source in sources)
