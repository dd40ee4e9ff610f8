"""The finders run over an article as it stands: what they report, anchored to the passage it is in.

Nothing of this is stored: the findings of a text follow from the text, and are kept in the cache under its digest. What a
person let pass is a `Dismissal`, bound to the passage and to what it was compared with.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache as once
from pathlib import Path

from django.core.cache import cache

from editorial.content.fingerprints import fingerprint
from editorial.content.models import Article
from editorial.content.queries import item_label
from editorial.factcheck import finders
from editorial.factcheck.finders.article_text import ArticleText, Passage, Spotted
from editorial.factcheck.finders.every import find_everything
from editorial.factcheck.finders.quantities.sentences import sentences_around
from editorial.factcheck.reading import KEPT_SECONDS, archive_token, article_text, known_archive

SHOWN = ("block", "warn")


@dataclass(frozen=True)
class Problem:
    """One finding in one item of an article. `label` is how a newsroom calls the item.

    `field`, `paragraph` (from 0), `start` and `end` say where in the item's plain text it is; `near` is the passage that
    it was compared with. `fingerprint` is of the sentence it stands in and of what it was compared with.
    """

    item_kind: str
    item_key: str
    fingerprint: str
    label: str
    code: str
    severity: str
    text: str
    message: str
    field: str = ""
    paragraph: int = 0
    start: int = 0
    end: int = 0
    near: str = ""
    near_label: str = ""

    @property
    def identity(self) -> tuple[str, str, str, str, str]:
        """What a dismissal is about."""
        return (self.item_kind, self.item_key, self.code, self.text, self.fingerprint)


def article_problems(article: Article, *, severities: tuple[str, ...] = SHOWN) -> list[Problem]:
    """What the finders see in the article today: first what blocks, in the order of the page."""
    text = article_text(article)
    passages = {passage.place: passage for passage in _with_originals(text)}
    found = [
        _problem(article, one, passages[one.place])
        for one in _spotted_in(text)
        if one.severity in severities and one.place in passages
    ]
    found += [problem for problem in _lost_addresses(article) if problem.severity in severities]
    return sorted(found, key=lambda problem: problem.severity != "block")


def read_ahead(articles: Iterable[Article]) -> None:
    """Let the finders read the articles now, so that what asks for their findings next does not wait."""
    for article in articles:
        _spotted_in(article_text(article))


def _with_originals(text: ArticleText) -> Iterator[Passage]:
    yield from text.passages()
    for excerpt in text.excerpts:
        yield from excerpt.original


def _problem(article: Article, one: Spotted, passage: Passage) -> Problem:
    place = one.place
    return Problem(
        item_kind=place.kind,
        item_key=place.key or str(article.key),
        fingerprint=_fingerprint(one, passage.text),
        label=passage.label,
        code=one.code,
        severity=one.severity,
        text=one.text,
        message=one.message,
        field=place.field,
        paragraph=place.paragraph,
        start=one.start,
        end=one.end,
        near=one.near,
        near_label=one.near_label,
    )


def _fingerprint(one: Spotted, text: str) -> str:
    """Of the sentences that the finding stands in and of its basis: other sentences may change."""
    passage = sentences_around(text, one.start, one.end)
    return fingerprint({"finding": one.code, "passage": passage, "basis": list(one.basis)})


def _lost_addresses(article: Article) -> Iterator[Problem]:
    message = "The web address of the source is lost; only a piece of it came with the text. Find the source and add it."
    for excerpt in article.excerpts.all():
        if excerpt.url_residue and not excerpt.url:
            today = fingerprint({"finding": "url-lost", "passage": excerpt.url_residue, "basis": []})
            yield Problem(
                excerpt.kind, excerpt.key, today, item_label(excerpt), "url-lost", "warn", excerpt.url_residue, message,
                field="citation",
            )  # fmt: skip


def _spotted_in(text: ArticleText) -> list[Spotted]:
    """What the finders report: it follows from the text, the archive and the finders, so it is looked up by their digest."""
    token = archive_token()
    name = f"findings:{hashlib.sha256(repr((text, token)).encode()).hexdigest()}:{_finders_digest()}"
    found: list[Spotted] | None = cache.get(name)
    if found is None:
        found = find_everything(text, known_archive())
        cache.set(name, found, timeout=KEPT_SECONDS)
    return found


@once
def _finders_digest() -> str:
    """Of the finders' sources and word lists: after an update nothing old is shown."""
    digest = hashlib.sha256()
    for path in sorted(Path(finders.__file__).parent.rglob("*")):
        if path.suffix in (".py", ".txt", ".csv"):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
