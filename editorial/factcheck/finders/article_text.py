"""An article as the finders read it: plain text in passages that know where they stand, whatever it came from.

The page of an article builds it from the database (`factcheck.reading`), `find_problems` from a parsed file.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from editorial.factcheck.finders.finding import Severity


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text stands.

    `kind` and `key` name the item: “article” (key ""), “excerpt”, “footnote”, “image”. `field` is the model's field, such
    as “commentary” or “outlet_descriptor”; “citation” is an excerpt's whole citation. `paragraph` counts from 0.
    """

    kind: str
    key: str
    field: str
    paragraph: int = 0


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph (or one-line field) without markers. `label` is how a newsroom calls it: “Excerpt 2”, “Commentary”.

    `references` are (offset in `text`, key of the footnote), in order.
    """

    place: Place
    text: str
    label: str
    references: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ExcerptText:
    """A translated passage and its citation. `language` is BCP 47 of the original, "" or “und” where unknown.

    `citation` is the whole citation as one line; `original` the passage in its own language, if it is kept.
    """

    key: str
    label: str
    citation: Passage
    body: tuple[Passage, ...]
    authors: tuple[str, ...] = ()
    original_title: str = ""
    translated_title: str = ""
    language: str = ""
    outlet: str = ""
    outlet_descriptor: str = ""
    published_on: date | None = None
    original: tuple[Passage, ...] = ()

    @property
    def text(self) -> str:
        """The paragraphs of the translated passage, parted by line breaks."""
        return "\n".join(passage.text for passage in self.body)


@dataclass(frozen=True, slots=True)
class NoteText:
    """A footnote. `number` is the place of its first reference, from 1."""

    key: str
    number: int
    paragraphs: tuple[Passage, ...]

    @property
    def text(self) -> str:
        return "\n".join(passage.text for passage in self.paragraphs)


@dataclass(frozen=True, slots=True)
class ArticleText:
    """Everything of an article that a finder may read. A blank field has no passage.

    `issue_month` is the first day of the month of its issue, `publication_date` the day the issue appears; None where it
    stands in no issue.
    """

    title: Passage | None = None
    dek: Passage | None = None
    pull_quote: Passage | None = None
    commentary: tuple[Passage, ...] = ()
    excerpts: tuple[ExcerptText, ...] = ()
    notes: tuple[NoteText, ...] = ()
    captions: tuple[Passage, ...] = ()
    issue_month: date | None = None
    publication_date: date | None = None

    @property
    def own(self) -> tuple[Passage, ...]:
        """What the digest itself says: title, dek, pull quote, commentary."""
        head = (self.title, self.dek, self.pull_quote)
        return (*(passage for passage in head if passage), *self.commentary)

    def passages(self) -> Iterator[Passage]:
        """Every passage, in the order of the printed page."""
        yield from self.own
        for excerpt in self.excerpts:
            yield excerpt.citation
            yield from excerpt.body
        for note in self.notes:
            yield from note.paragraphs
        yield from self.captions


@dataclass(frozen=True, slots=True)
class ArchivedArticle:
    """An article of a back issue. `month` is the first day of its issue's month."""

    title: str
    authors: tuple[str, ...]
    month: date


@dataclass(frozen=True, slots=True)
class RegisteredOutlet:
    """An outlet of the register: the preferred spelling, its description if it has one, and other spellings."""

    name: str
    descriptor: str = ""
    spellings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RegisteredPerson:
    """A person of the register: the preferred form of the name and its other forms."""

    name: str
    forms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Archive:
    """What the house knows beyond the article. Empty where nothing is known: then no finder speaks of it.

    `names` maps a spelling of a name to the number of published articles that use it; `outlets` maps an outlet to its
    descriptors, the usual one first; `digests` are names of the digest itself. `registered` and `people` are what editors
    keep in the registers. Of the issues of `incomplete` months not every article is known.
    """

    articles: tuple[ArchivedArticle, ...] = ()
    months: frozenset[date] = frozenset()
    names: dict[str, int] = field(default_factory=dict)
    outlets: dict[str, tuple[str, ...]] = field(default_factory=dict)
    digests: tuple[str, ...] = ()
    registered: tuple[RegisteredOutlet, ...] = ()
    people: tuple[RegisteredPerson, ...] = ()
    incomplete: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Spotted:
    """What a finder reports: `text` is `start` to `end` of the passage at `place`; `message` says what to do.

    `near` is the passage that it was compared with, best shown as a word-by-word difference to `text`; `near_label`
    says where that is. `basis` holds the other texts that the report rests on: when one of them changes, somebody who let
    it pass has to look again.
    """

    code: str
    severity: Severity
    place: Place
    start: int
    end: int
    text: str
    message: str
    near: str = ""
    near_label: str = ""
    basis: tuple[str, ...] = ()


def spotted(
    code: str,
    severity: Severity,
    passage: Passage,
    span: tuple[int, int],
    message: str,
    *,
    near: str = "",
    near_label: str = "",
    basis: tuple[str, ...] = (),
) -> Spotted:
    """A report on `passage.text[span]`."""
    start, end = span
    return Spotted(
        code, severity, passage.place, start, end, passage.text[start:end], message, near, near_label, basis
    )
