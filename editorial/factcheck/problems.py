"""The finders run over an article as it stands: what they report, anchored to the passage it is in.

Nothing of this is stored: the findings of a text follow from the text, and are kept in the cache under its digest. What a
person let pass is a `Dismissal`, bound to the passage and to what it was compared with.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache as once
from pathlib import Path

from django.core.cache import cache

from editorial.content.fingerprints import fingerprint
from editorial.content.models import Article
from editorial.content.queries import item_label, numbered_footnotes
from editorial.factcheck import finders
from editorial.factcheck.finders.article_text import ArticleText, Passage, Spotted
from editorial.factcheck.finders.every import find_everything
from editorial.factcheck.reading import article_text, known_archive

SHOWN = ("block", "warn")
KEPT_SECONDS = 24 * 3600

_SENTENCE_BREAK = re.compile(r"[.!?…][”’\"')\]]*\s+|\n")


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
    passages = {passage.place: passage for passage in text.passages()}
    numbers = {note.key: number for number, note in numbered_footnotes(article).items()}
    labels = {
        (item.kind, item.key): item_label(item, numbers)
        for item in [*article.footnotes.all(), *article.images.all()]
    }
    labels |= {(excerpt.kind, excerpt.key): item_label(excerpt) for excerpt in article.excerpts.all()}
    found = [
        _problem(
            article,
            one,
            passages[one.place],
            labels.get((one.place.kind, one.place.key), item_label(article)),
        )
        for one in _spotted_in(text)
        if one.severity in severities
    ]
    found += [problem for problem in _lost_addresses(article) if problem.severity in severities]
    return sorted(found, key=lambda problem: problem.severity != "block")


def _problem(article: Article, one: Spotted, passage: Passage, label: str) -> Problem:
    place = one.place
    return Problem(
        item_kind=place.kind,
        item_key=place.key or str(article.key),
        fingerprint=_fingerprint(one, passage.text),
        label=passage.label if place.kind == "article" else label,
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
    ends = [match.end() for match in _SENTENCE_BREAK.finditer(text)]
    start = max((end for end in ends if end <= one.start), default=0)
    end = min((end for end in ends if end >= one.end), default=len(text))
    return fingerprint({"finding": one.code, "passage": text[start:end].strip(), "basis": list(one.basis)})


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
    archive = known_archive()
    name = f"findings:{hashlib.sha256(repr((text, archive)).encode()).hexdigest()}:{_finders_digest()}"
    found: list[Spotted] | None = cache.get(name)
    if found is None:
        found = find_everything(text, archive)
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
