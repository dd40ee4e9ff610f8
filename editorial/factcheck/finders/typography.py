"""Typography of a paragraph:

quotation marks that do not pair, lost spaces, ellipses, dates against house style.
"""

import re
from collections.abc import Iterator

from editorial.factcheck.finders.dates import read_dates
from editorial.factcheck.finders.finding import Finding, finding
from editorial.factcheck.finders.quotes import pair_double

# No repetition stands ahead of the mark: a long text without marks is read once, not once per letter.
_LOST_SPACE = re.compile(
    r"(?<=[a-zà-öø-ÿа-я)\]’”\"%\d])(?P<mark>[.?!]+|…\.?|\.\.\.)(?P<quote>[”\"’])?(?P<after>[A-ZÀ-ÖØ-ÞА-Я][\w’]{0,40})"
)
_AFTER_QUOTE = re.compile(r"”(?=[^\W\d_])(?!s\b)")
_LAST_WORD = re.compile(r"[^\W\d_]+$")
_AFTER_COMMA = re.compile(r"[a-z][,;][A-Za-z][a-z]*")
_TOKEN_OF_ADDRESS = re.compile(r"https?:|www\.|@|/|\\|#|_")
# Endings of web addresses that outlets carry in their names: Gazeta.Ru, News.Az.
_DOMAINS = frozenset([
    "Ru", "Az", "Com", "Net", "Org", "Info", "Kz", "Uz", "Ua", "Ir", "Tj", "Tm", "Kg", "Ge", "Tr", "Cn",
    "Eu", "Uk", "Fr", "De", "Pk", "Af", "Iq", "Sy", "Lb", "Ly", "Ng", "Ke", "Za", "Br", "Mx", "Ar", "Cl",
    "Pe", "Ve", "Tv", "Md", "Rs", "Bg", "Ro", "Su", "Рф", "Js", "Biz", "Gov", "Edu", "Mil",
])  # fmt: skip
_ABBREVIATIONS = frozenset([
    "ph", "al", "cf", "vs", "etc", "gen", "col", "maj", "capt", "lt", "sgt", "adm", "gov", "sen", "rep",
    "dr", "mr", "mrs", "ms", "prof", "st", "no", "vol", "inc", "ltd", "co", "corp", "jr", "sr", "op",
    "cit", "ibid",
])  # fmt: skip
_SPACE_BEFORE = re.compile(r"(?<=\S)\s+([,;.])(?![.\d])(?=\s|$|[”\"’)])")
_FOUR_DOTS = re.compile(r"…\.|\.…|\.{4,}")
_THREE_DOTS = re.compile(r"(?<!\.)\.\.\.(?!\.)")
_LEADING_ELLIPSIS = re.compile(r"[\"“]?(?:…|\.\.\.)")
_BRACKETED_ELLIPSIS = re.compile(r"[\[(](?:…|\.\.\.)[\])]")


def _unit(text: str, start: int, end: int) -> str:
    """The run of non-space characters around a place: a word, an address, a handle."""
    left = max(text.rfind(" ", max(0, start - 300), start), text.rfind("\n", max(0, start - 300), start)) + 1
    right = text.find(" ", end, end + 300)
    return text[max(left, start - 300) : right if right != -1 else end + 300]


def _is_lost_space(text: str, match: re.Match[str]) -> bool:
    mark, after, start = match["mark"], match["after"], match.start()
    if _TOKEN_OF_ADDRESS.search(_unit(text, start, match.end())):
        return False
    before = text[max(0, start - 40) : start].rstrip(')]’”"%')
    last = _LAST_WORD.search(before)
    word = last.group() if last else ""
    # "Node.JS", "Ph.D": a sentence starts with a capital and a small letter, or with "A" or "I".
    starts_sentence = after[1:2].islower() or after in {"A", "I"} or after[1:2] == "’"
    if mark[0] == "…" or mark.startswith("..."):
        return starts_sentence or after.isupper()
    if mark == "." and (after in _DOMAINS or word.lower() in _ABBREVIATIONS or len(word) == 1):
        return False
    return starts_sentence


def find_lost_spaces(text: str) -> Iterator[Finding]:
    """`heard.The`, `town…”He`: two sentences without a space between them."""
    quotes_reported = set()
    for match in _LOST_SPACE.finditer(text):
        if _is_lost_space(text, match):
            quotes_reported.add(match.start("quote"))
            message = (
                "A space or a paragraph break is missing before "
                f"“{match['after']}”. Compare with the source and add it."
            )
            yield finding("space-missing", "warn", text, match.span(), message)
    for match in _AFTER_QUOTE.finditer(text):
        if match.start() not in quotes_reported:
            message = "A space is missing after the closing quotation mark. Add it."
            yield finding("space-missing", "warn", text, (match.start(), match.end() + 1), message)
    for match in _AFTER_COMMA.finditer(text):
        if not _TOKEN_OF_ADDRESS.search(_unit(text, match.start(), match.end())):
            yield finding(
                "space-missing", "warn", text, match.span(), "A space is missing after the comma. Add it."
            )


def find_unbalanced_quotes(text: str, *, continued: bool = False) -> Iterator[Finding]:
    """Double quotation marks without a partner.

    `continued`: the next paragraph opens with a quotation mark, so this one may leave its quotation open.
    """
    pairing = pair_double(text)
    opened, closed = len(pairing.unclosed), len(pairing.unopened)
    total_open, total_close = len(pairing.pairs) + opened, len(pairing.pairs) + closed
    counts = f"{total_open} open, {total_close} close"
    for at in pairing.unclosed:
        if continued and opened == 1 and not closed and at == 0:
            return
        message = (
            "This quotation mark opens a quotation that is never closed "
            f"({counts}). Find where it ends at the source."
        )
        yield finding("quote-unbalanced", "warn", text, (at, min(len(text), at + 40)), message)
    for at in pairing.unopened:
        after = text[at + 1 : at + 2]
        if after.isalnum() and (at == 0 or text[at - 1].isspace()):
            message = (
                f"A closing quotation mark stands where an opening one is meant ({counts}). Turn it around."
            )
        else:
            message = (
                "This quotation mark closes a quotation that was never opened "
                f"({counts}). Find where it begins at the source."
            )
        yield finding("quote-unbalanced", "warn", text, (max(0, at - 40), at + 1), message)


def find_stray_spaces(text: str) -> Iterator[Finding]:
    for match in _SPACE_BEFORE.finditer(text):
        message = f"There is a space before the “{match[1]}”. Delete it."
        yield finding("space-before-mark", "info", text, (match.start(), match.end()), message)


def find_ellipses(text: str) -> Iterator[Finding]:
    """Ellipses in forms that the house style settles one way; all of them only for information."""
    for match in _FOUR_DOTS.finditer(text):
        yield finding(
            "ellipsis-four-dots",
            "info",
            text,
            match.span(),
            "An ellipsis and a period. Keep them if a sentence ends here.",
        )
    for match in _THREE_DOTS.finditer(text):
        yield finding(
            "ellipsis-three-dots",
            "info",
            text,
            match.span(),
            "Three periods. Use the ellipsis character (…).",
        )
    leading = _LEADING_ELLIPSIS.match(text)
    if leading:
        yield finding(
            "ellipsis-leading",
            "info",
            text,
            leading.span(),
            "The paragraph begins with an ellipsis. Check the space after it.",
        )
    for match in _BRACKETED_ELLIPSIS.finditer(text):
        yield finding(
            "ellipsis-bracketed",
            "info",
            text,
            match.span(),
            "A bracketed ellipsis. Keep it inside a foreign quotation.",
        )
    for match in re.finditer(r"[”\"]…", text):
        yield finding(
            "ellipsis-after-quote",
            "info",
            text,
            match.span(),
            "An ellipsis follows the closing quotation mark. Check that it belongs outside.",
        )


def find_month_first_dates(text: str) -> Iterator[Finding]:
    for reading in read_dates(text):
        if reading.form == "month-first":
            yield finding(
                "date-month-first", "warn", text, (reading.start, reading.end),
                f"“{reading.text}” puts the month first. House style is day, month, year.",
            )  # fmt: skip


def find_in_text(text: str, *, continued: bool = False) -> list[Finding]:
    """Every finding on the typography of one paragraph, in the order of the text."""
    found = [
        *find_unbalanced_quotes(text, continued=continued),
        *find_lost_spaces(text),
        *find_stray_spaces(text),
        *find_ellipses(text),
        *find_month_first_dates(text),
    ]
    return sorted(found, key=lambda one: (one.start, one.code))
