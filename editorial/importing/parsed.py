"""What the importer makes of a text: articles, their parts, and findings by line."""

from dataclasses import dataclass, field
from datetime import date

from editorial.factcheck.finders import Finding, Severity
from editorial.licensing import LicenseReading


@dataclass(frozen=True, slots=True)
class LineFinding:
    """A finding at a line of the input, counted from 1."""

    code: str
    severity: Severity
    line: int
    text: str | None
    message: str

    @classmethod
    def at(cls, line: int, finding: Finding) -> "LineFinding":
        return cls(finding.code, finding.severity, line, finding.text or None, finding.message)


@dataclass(frozen=True, slots=True)
class ParsedCitation:
    """A citation taken apart; `as_given` keeps its line or lines as they stood, so that nothing is lost."""

    as_given: str
    line: int
    authors: tuple[str, ...] = ()
    original_title: str | None = None
    original_language: str = "und"
    translated_title: str | None = None
    outlet: str | None = None
    outlet_note: str | None = None
    outlet_descriptor: str | None = None
    place: str | None = None
    published_on: date | None = None
    date_as_given: str | None = None
    url: str | None = None
    archived_url: str | None = None
    url_residue: str | None = None


@dataclass(frozen=True, slots=True)
class ParsedExcerpt:
    """`lines` holds the line of each paragraph."""

    citation: ParsedCitation
    paragraphs: tuple[str, ...]
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ParsedFootnote:
    """`marker` without brackets; a note of several paragraphs keeps them apart with a line break."""

    marker: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class ParsedImage:
    """The image block. `information_as_given` keeps all its lines."""

    caption: str
    source: str | None
    attribution: str | None
    creator: str | None
    reading: LicenseReading
    needs_clearance: bool
    information_as_given: str
    line: int


@dataclass(frozen=True, slots=True)
class UnplacedText:
    """Text that belongs to no part of the article; `reason` is a code. It is kept, never dropped."""

    line: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class ParsedArticle:
    """One article. `caption` is the dek. `line` is the line of its title."""

    line: int
    title: str
    caption: str | None
    pull_quote: str | None
    commentary: tuple[str, ...]
    excerpts: tuple[ParsedExcerpt, ...]
    footnotes: tuple[ParsedFootnote, ...]
    images: tuple[ParsedImage, ...]
    unplaced: tuple[UnplacedText, ...]
    findings: tuple[LineFinding, ...]
    commentary_lines: tuple[int, ...] = ()

    @property
    def image(self) -> ParsedImage | None:
        return self.images[0] if self.images else None


@dataclass(frozen=True, slots=True)
class ParsedIssue:
    """All articles of a text in order. `findings` are those of the whole text, not of one article."""

    articles: tuple[ParsedArticle, ...]
    findings: tuple[LineFinding, ...] = field(default=())


class NotAnArticle(ValueError):
    """The text is no article at all.

    `reason` is a code; the words tell a newsroom person what is expected.
    """

    def __init__(self, reason: str, what: str) -> None:
        self.reason = reason
        self.what = what
        super().__init__(
            f"{what} An article in the house layout has a title, a pull "
            "quote, commentary, then two blank lines, "
            "excerpts that each begin with a citation — Author, “Title,” "
            "Outlet (description), 9 November 2023. — "
            "then two blank lines, endnotes such as [i], and Image Information at the end."
        )


class TooMuch(NotAnArticle):
    """It holds more than one article, or one import, takes; the words say what to split."""

    def __init__(self, what: str) -> None:
        self.reason = "too-much"
        self.what = what
        ValueError.__init__(self, what)
