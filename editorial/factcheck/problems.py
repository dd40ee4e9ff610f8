"""The finders run over an article as it stands: what they report, anchored to the item it is in.

Nothing of this is stored: the findings of a text follow from the text. What a person let pass is a `Dismissal`, bound to
the item's fingerprint.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from editorial.content import richtext
from editorial.content.fingerprints import item_fingerprint
from editorial.content.models import Article, Excerpt, Footnote, Image
from editorial.content.queries import item_label, numbered_footnotes
from editorial.factcheck.finders.finding import Finding
from editorial.factcheck.finders.references import find_in_note
from editorial.factcheck.finders.typography import find_in_text

SHOWN = ("block", "warn")


@dataclass(frozen=True)
class Problem:
    """One finding in one item of an article. `label` is how a newsroom calls the item."""

    item_kind: str
    item_key: str
    fingerprint: str
    label: str
    code: str
    severity: str
    text: str
    message: str


def article_problems(article: Article) -> list[Problem]:
    """What the finders see in the article today: first what blocks, in the order of the page."""
    numbers = {note.key: number for number, note in numbered_footnotes(article).items()}
    found: list[Problem] = []
    read: list[Article | Excerpt | Footnote] = [article, *article.excerpts.all(), *article.footnotes.all()]
    for item in read:
        label = item_label(item, numbers)
        fingerprint = item_fingerprint(item)
        found += [
            Problem(item.kind, str(item.key), fingerprint, label, f.code, f.severity, f.text, f.message)
            for f in dict.fromkeys(_findings(item))
            if f.severity in SHOWN
        ]
    return sorted(found, key=lambda problem: problem.severity != "block")


def _findings(item: Article | Excerpt | Footnote | Image) -> Iterator[Finding]:
    if isinstance(item, Article):
        yield from _in_paragraphs([item.title])
        yield from _in_paragraphs([item.dek])
        yield from _in_paragraphs([item.pull_quote])
        yield from _in_paragraphs(richtext.paragraphs(item.commentary))
    elif isinstance(item, Excerpt):
        yield from _in_excerpt(item)
    elif isinstance(item, Footnote):
        yield from _in_paragraphs(richtext.paragraphs(item.text))
        yield from find_in_note(richtext.plain(item.text))


def _in_excerpt(excerpt: Excerpt) -> Iterator[Finding]:
    yield from _in_paragraphs(richtext.paragraphs(excerpt.body))
    if excerpt.url_residue and not excerpt.url:
        message = "The web address of the source is lost; only a piece of it came with the text. Find the source and add it."
        yield Finding("url-lost", "warn", 0, len(excerpt.url_residue), excerpt.url_residue, message)


def _in_paragraphs(texts: list[str]) -> Iterator[Finding]:
    """A quotation may run over paragraphs: each opens it anew and only the last one closes it."""
    for text, following in zip_longest(texts, texts[1:], fillvalue=""):
        yield from find_in_text(text, continued=following.startswith(("“", '"')))
