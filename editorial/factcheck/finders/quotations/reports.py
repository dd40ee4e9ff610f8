"""Says what is wrong with a quotation, and how surely."""

from collections.abc import Iterable, Sequence

from editorial.factcheck.finders.article_text import Spotted, spotted
from editorial.factcheck.finders.finding import Severity
from editorial.factcheck.finders.quotations.differences import Remark
from editorial.factcheck.finders.quotations.locating import Located
from editorial.factcheck.finders.quotations.quoted import Quoted

_ORDER: tuple[Severity, ...] = ("info", "warn", "block")
_LONGEST_SHOWN = 60
_MOST_SHOWN = 3


def milder(one: Severity, two: Severity) -> Severity:
    return min(one, two, key=_ORDER.index)


def graver(several: Iterable[Severity]) -> Severity:
    return max(several, key=_ORDER.index, default="info")


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1].rstrip() + "…"


def _told(remark: Remark, label: str) -> str:
    quoted, held = _short(remark.quoted), _short(remark.held)
    if remark.kind == "added":
        return f"“{quoted}” is not in {label}"
    if remark.kind == "dropped":
        return f"“{held}” is left out"
    if remark.kind == "gap":
        return f"{label} leaves words out at “{held}”"
    return f"{label} has “{held}” where the quotation has “{quoted}”"


def passage_of(located: Located) -> str:
    """The passages of the source that the quotation was compared with, an ellipsis between pieces."""
    texts = (located.source.text(one.first, one.last) for one in located.alignments)
    return " … ".join(text for text in texts if text)


def basis_of(located: Located) -> tuple[str, ...]:
    """The paragraphs that hold those passages, each once."""
    found = (text for one in located.alignments for text in located.source.paragraphs(one.first, one.last))
    return tuple(dict.fromkeys(found))


def _report(
    code: str,
    severity: Severity,
    quoted: Quoted,
    message: str,
    located: Located | None,
    basis: Sequence[str] = (),
) -> Spotted:
    return spotted(
        code, severity, quoted.passage, (quoted.start, quoted.end), message,
        near=passage_of(located) if located else "",
        near_label=located.source.label if located else "",
        basis=tuple(basis) or (basis_of(located) if located else ()),
    )  # fmt: skip


def of_case(quoted: Quoted, located: Located) -> Spotted:
    message = (
        f"The first letter is not as in {located.source.label}. That may stay; where it must be exact, put the letter "
        "in brackets."
    )
    return _report("quotation-case", "info", quoted, message, located)


def of_remarks(quoted: Quoted, told: Sequence[Remark], located: Located, most: Severity) -> Spotted:
    """An altered or shortened quotation, never graver than `most`."""
    told = sorted(told, key=lambda one: -_ORDER.index(one.severity))
    severity = milder(graver(one.severity for one in told), most)
    label = located.source.label
    differences = "; ".join(_told(one, label) for one in told[:_MOST_SHOWN])
    more = f"; and {len(told) - _MOST_SHOWN} more" if len(told) > _MOST_SHOWN else ""
    cut = all(one.kind in {"dropped", "gap", "marks"} for one in told) and told[0].kind != "marks"
    differences = differences[:1].upper() + differences[1:]
    if cut:
        advice = "Put an ellipsis where words are left out, or quote them."
        return _report("quotation-cut", severity, quoted, f"{differences}{more}. {advice}", located)
    if all(one.kind == "marks" for one in told):
        advice = "Only the punctuation differs; follow the excerpt."
    else:
        advice = "Quote word for word, or mark the change with brackets or an ellipsis."
    return _report("quotation-altered", severity, quoted, f"{differences}{more}. {advice}", located)


def of_parts(quoted: Quoted, places: Sequence[Located], severity: Severity) -> Spotted:
    """A quotation whose parts stand in distant passages, or in another order."""
    labels = list(dict.fromkeys(place.source.label for place in places))
    where = " and ".join(labels) if len(labels) > 1 else f"different places of {labels[0]}"
    message = (
        f"These words join passages from {where}. Quote each in marks of its own, in its order, with an ellipsis where "
        "words are left out."
    )
    near = " … ".join(passage_of(place) for place in places)
    basis = tuple(dict.fromkeys(text for place in places for text in basis_of(place)))
    return spotted(
        "quotation-split", severity, quoted.passage, (quoted.start, quoted.end), message,
        near=near, near_label=", ".join(labels), basis=basis,
    )  # fmt: skip


def of_nothing(
    quoted: Quoted, severity: Severity, located: Located | None, basis: Sequence[str], *, noted: bool
) -> Spotted:
    """A quotation that stands nowhere in the excerpts; `located` is the nearest passage where one is like it."""
    if noted:
        message = "No excerpt has these words; the footnote has to be their source. Check them there."
    elif located:
        message = (
            f"No excerpt has these words. {located.source.label} says something near: quote it word for word, take the "
            "quotation marks off, or give the source in a footnote."
        )
    else:
        message = (
            "No excerpt has these words. Give the source in a footnote, quote an excerpt word for word, or take the "
            "quotation marks off."
        )
    return _report("quotation-not-found", severity, quoted, message, located, basis)
