"""What has digits or number words and is no quantity: dates, designations, names, addresses."""

import re

from editorial.factcheck.finders.dates import MONTHS, read_dates

MASK = "¤"

_MONTH = "(?i:" + "|".join(sorted((name for name in MONTHS), key=len, reverse=True)) + r")\b\.?"
_DAYS = (
    r"\d{1,2}(?:st|nd|rd|th)?(?:(?:\s?[-–—,/&]\s?|\s(?:to|and|or)\s|,\sand\s)\d{1,2}(?:st|nd|rd|th)?){0,4}"
)
_YEAR = r"(?:1[0-9]|20|21)\d\d"
_LABELS = (
    "article|articles|section|sections|chapter|resolution|resolutions|law|decree|order|protocol|annex|clause|paragraph"
    "|phase|stage|level|tier|category|grade|class|type|model|version|mark|mk|block|series|project|unit|flight|route"
    "|highway|road|line|pier|berth|gate|terminal|channel|room|building|block|district|zone|sector|area|camp|site|base"
    "|page|pages|p|pp|vol|volume|issue|no|nos|number|numbers|point|points|figure|table|footnote|note|group of|agenda"
    "|vision|plan|operation|task force|squadron|battalion|brigade|division|regiment|company|military unit|hill|apollo"
    "|voyager|mach|formula|liga|serie|ligue|windows|web|covid|world war|cop|g|expo|century|catch"
)
_PATTERNS = (
    # Markers of notes, addresses and handles.
    r"\[\d{1,3}\]|https?://\S+|www\.\S+|(?<!\S)\S{1,80}@\S+|[#@]\w+",
    # Days and months, with or without a year; “the night of 3 to 4 May”.
    rf"\b{_DAYS}\s+(?:of\s+)?{_MONTH}(?:,?\s+{_YEAR})?(?!\w)",
    rf"\b{_MONTH}\s+{_DAYS}(?:,?\s+{_YEAR})?(?!\d)",
    rf"\b{_MONTH}\s+{_YEAR}(?!\d)",
    r"(?:\b[Tt]he|\b[Bb]efore the|\b[Oo]n the)\s\d{1,2}(?:st|nd|rd|th)\b",
    # Times of day.
    r"\b\d{1,2}(?::\d\d)+(?:\s?[ap]\.?m\b\.?)?|\b\d{1,2}(?:\.\d\d)?\s?[ap]\.?m\b\.?|\b\d{4}\shours\b",
    # Ranges of years and decades.
    rf"\b{_YEAR}\s?[-–—/]\s?(?:{_YEAR}|\d\d)(?!\d)|\b(?:mid-|early-|late-)?(?:{_YEAR[:-4]}\d0|[1-9]0)[’']?s\b|[’']\d\ds?\b",
    # Designations: letters or another number joined by a hyphen, a slash or nothing.
    r"(?<![\w-])[A-ZА-Я][A-Za-zА-Яа-я]{0,11}[-‑–/]\d[\w./-]*|(?<!\w)(?!(?:k|c|m)?m[23]\b)[^\W\d_]+\d[\w-]*|\b\d+[A-Z]\w*(?:-\w+)*",
    r"(?<!\w)[a-z]{1,12}-\d+\b(?!\s?(?:percent|%))",
    r"\b\d+(?:st|nd|rd|th)s?\b",
    r"\b\d{1,4}(?:/\d{1,4})+\b",
    rf"\b(?i:{_LABELS})[\s.-]{{1,2}}(?:\(?\d[\d.]{{0,9}}[a-zA-Z]?\)?(?:\(\w{{1,4}}\)){{0,3}}(?:(?:,\s?|\s(?:and|to|or)\s|[-–])\d[\d.]{{0,9}})*)"
    r"(?![\d.]|,\d|[\s-](?:thousand|million|billion|trillion|lakh|crore|percent|per\s?cent|kilomet|met(?:er|re)|hectare|tons?\b)"
    r"|\s?(?:%|bn\b|mn\b|km\b))",
    # Formats of talks (5+1), wheels (4x4), ages, stars, generations of machines.
    r"(?<!\w)[A-Z]?\d{1,3}\s?[+x×]\s?\d{1,3}(?!\w)|\b[Aa]ge[ds]?\s(?:of\s|between\s|from\s)?\d+(?:(?:\s?[-–]\s?|\s(?:to|and)\s)\d+)?"
    r"|\b(?i:[\w.]{1,6}\+{0,2}-generation|(?:one|two|three|four|five|\d)-stars?)\b",
    # The number on a hull behind the name of a ship: “Makran (441)”.
    r"(?<=[A-Za-z])\s\(\d{1,4}\)",
    # Telephone numbers.
    r"\+\d[\d\s()-]{6,}\d",
    # Fixed expressions.
    r"\b24[-/\s](?:hours?\b(?=\s+a\s+day)|hour\b|7\b)|\b360-degree\b|\b180-degree\b|\b50-50\b|\b9/11\b",
    r"\b(?i:group of (?:seven|eight|twenty)|one hundred days|the big (?:three|four|five)|five eyes|one another"
    r"|one by one|at sixes and sevens|nine times out of ten|six-day war|thousand and one|four corners)\b",
)
_MASKS = re.compile("|".join(_PATTERNS))
_BEFORE_NAME = re.compile(r"(?P<name>[A-ZÀ-Þ][\w’.-]*)\s$")
_BEFORE_NUMBER = frozenset(
    """
a about above according across after all almost also although among an and another approximately around as at atop
because before being below beneath beside between beyond both but by circa despite down during each estimated every
exactly except few fewer for from given had half has he her his how if in including instead into is it its just last
least less like many maximum minimum more most nearly next no not now of off on once only or other our out over past
per reportedly roughly she since so some such than that the their then there these they this those though through to
top toward under unless until up upon upwards was we well were what when where whereas which while who whose with
within without would yet you your killing killed leaving left deploying deployed building built seizing seized
""".split()
)
_SENTENCE_START = re.compile(r"(?:^|[.!?…:]\s|[“\"‘(\n])\s*$")


def masked(text: str) -> str:
    """`text` with everything that is no quantity covered by “¤”, letter for letter."""
    spans = [match.span() for match in _MASKS.finditer(text)]
    spans += [(reading.start, reading.end) for reading in read_dates(text) if reading.form != "year"]
    pieces, at = [], 0
    for start, end in sorted(spans):
        if end <= at:
            continue
        begin = max(start, at)
        pieces += [text[at:begin], MASK * (end - begin)]
        at = end
    return "".join([*pieces, text[at:]])


def is_title_case(text: str) -> bool:
    """True for a headline: most of its words begin with a capital."""
    words = re.findall(r"[^\W\d_]{4,}", text[:400])
    return len(words) >= 3 and sum(word[0].isupper() for word in words) > 0.6 * len(words)


def is_name_behind(text: str, at: int, title_case: bool) -> bool:
    """True where a figure at `at` belongs to the capitalized word before it: “Vega 7”, “Sector 9”."""
    match = _BEFORE_NAME.search(text, max(0, at - 40), at)
    if title_case or not match or match["name"].lower().rstrip(".") in _BEFORE_NUMBER:
        return False
    return not _SENTENCE_START.search(text[max(0, match.start() - 3) : match.start()])
