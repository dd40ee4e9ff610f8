"""The readable article on its page at the desk: claims, findings and remarks marked where they stand, and beside what the
editors changed the author's own words, one click away.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from editorial.admin.article_reading import Read
from editorial.content import richtext
from editorial.content.differences import Piece, paired, word_difference
from editorial.content.models import Article, Excerpt, Footnote, Image
from editorial.factcheck.models import Claim, ItemKind
from editorial.factcheck.problems import Problem
from editorial.factcheck.queries import ItemStatus
from editorial.states import ArticleState
from editorial.web.differences import Changed, changed
from editorial.web.manuscript import (
    Manuscript,
    Place,
    Reader,
    ShownExcerpt,
    ShownImage,
    ShownNote,
    every_text,
    manuscript_of,
)
from editorial.web.marks import Mark, finding_id
from editorial.web.remarks import place_marks
from editorial.workflow.conversations import PlacedThread

SIGNS = {"done": "✓", "changed": "↻", "bad": "✗", "open": "?"}
_RICH = {"article": ("commentary",), "excerpt": ("body", "original_text"), "footnote": ("text",), "image": ()}
_LINES = {
    "article": ("title", "dek", "pull_quote"),
    "excerpt": (
        "authors", "original_title", "original_language", "translated_title", "outlet", "outlet_descriptor",
        "outlet_note", "place", "published_on", "url", "archived_url", "translator_id", "translator_name",
    ),
    "footnote": (),
    "image": (
        "sha256", "caption", "alt_text", "title", "creator", "source", "source_url", "attribution", "license",
        "license_url", "public_domain_basis", "changes",
    ),
}  # fmt: skip

Item = Article | Excerpt | Footnote | Image


def tone_of(status: ItemStatus) -> str:
    """“done”, “changed”, “bad” (a verdict other than yes) or “open”."""
    if status.verified:
        return "done"
    if status.last is None:
        return "open"
    return "bad" if status.current else "changed"


def submitted_words(read: Read) -> Mapping[tuple[str, int], Mapping[str, Any] | None]:
    """What was changed since the author submitted it (`content.writers.Writing`), while the desk works on the text."""
    at_work = read.article.state in (ArticleState.IN_REVIEW, ArticleState.FACT_CHECK)
    return _matched(read.article, read.writing.submitted) if at_work else {}


def _matched(
    article: Article, submitted: Mapping[tuple[str, int], Mapping[str, Any] | None]
) -> Mapping[tuple[str, int], Mapping[str, Any] | None]:
    """The same with what was taken out and put back as one item: it has its key again, and another row."""
    found = dict(submitted)
    items: list[Item] = [*article.excerpts.all(), *article.footnotes.all(), *article.images.all()]
    there = {(item.kind, item.pk) for item in items}
    gone = {
        (kind, then["key"]): (kind, pk)
        for (kind, pk), then in submitted.items()
        if then is not None and kind in ("excerpt", "footnote", "image") and (kind, pk) not in there
    }
    for item in items:
        place, before = (item.kind, item.pk), gone.get((item.kind, item.key))
        if before is None or found.get(place, {}) is not None:
            continue
        then = found.pop(before)
        del found[place]
        if then is not None and _differs(item, then):
            found[place] = then
    return found


def _differs(item: Item, then: Mapping[str, Any]) -> bool:
    names = (*_RICH[item.kind], *_LINES[item.kind])
    return any(_readable(name, then[name]) != _readable(name, getattr(item, name)) for name in names)


@dataclass(frozen=True)
class Part:
    """An excerpt, a note or an image of the page with what is said about it as a whole.

    `was` is what the editors changed in its lines since it was submitted; `added`: it was not there then.
    """

    shown: ShownExcerpt | ShownNote | ShownImage
    was: list[Changed]
    added: bool
    threads: list[PlacedThread]


@dataclass(frozen=True)
class DeskText:
    """The article for its page at the desk. `was` has what was changed in title, dek and pull quote, `lost` the
    paragraphs that are gone, `removed` how many excerpts, notes and images are.
    """

    manuscript: Manuscript
    excerpts: list[Part]
    notes: list[Part]
    images: list[Part]
    was: dict[str, Changed]
    lost: list[Changed]
    removed: int
    threads: dict[str, list[PlacedThread]]


def desk_text(
    read: Read, statuses: Iterable[ItemStatus], found: Iterable[Problem], talk: Iterable[PlacedThread]
) -> DeskText:
    """The article as its page shows it. No queries."""
    article = read.article
    in_place = sorted(talk, key=lambda one: (one.order, one.comment.at, one.comment.pk))
    said = _Said(read, [thread for thread in in_place if thread.thread.is_open])
    reader = Reader(_marks(statuses, found, said.threads), placed=every_text, beside=said.beside)
    manuscript = manuscript_of(article, reader)
    own = {change.label: change for change in said.lines(article)}
    return DeskText(
        manuscript=manuscript,
        excerpts=[said.part(shown, shown.excerpt) for shown in manuscript.excerpts],
        notes=[said.part(shown, shown.note) for shown in manuscript.notes],
        images=[said.part(shown, shown.image) for shown in manuscript.images],
        was={
            name: own[label]
            for name, label in (("title", "Title"), ("dek", "Dek"), ("pull_quote", "Pull quote"))
            if label in own
        },
        lost=said.lost,
        removed=said.removed,
        threads={name: said.of_field("article", "", name) for name in ("title", "dek", "pull_quote")},
    )


class _Said:
    """What stands beside the text: remarks, and the author's words where the editors changed them."""

    def __init__(self, read: Read, threads: list[PlacedThread]):
        self.threads = threads
        self.located: dict[Place, list[PlacedThread]] = defaultdict(list)
        for one in threads:
            if one.located:
                place = (one.item_kind, one.item_key, one.field, one.located.paragraph)
                self.located[place].append(one)
        self.submitted = submitted_words(read)
        self.article = read.article
        items: list[Item] = [
            read.article, *read.article.excerpts.all(), *read.article.footnotes.all(), *read.article.images.all(),
        ]  # fmt: skip
        there = {(item.kind, item.pk) for item in items}
        self.removed = sum(
            then is not None and key not in there
            for key, then in self.submitted.items()
            if key[0] in ("excerpt", "footnote", "image")
        )
        self.lost: list[Changed] = []
        self.paragraphs: dict[Place, tuple[Piece, ...]] = {}
        for item in items:
            self._compare(item)

    def _then(self, item: Item) -> Mapping[str, Any] | None:
        return self.submitted.get((item.kind, item.pk))

    def _compare(self, item: Item) -> None:
        then = self._then(item)
        key = "" if isinstance(item, Article) else item.key
        for field in _RICH[item.kind] if then else ():
            now = richtext.paragraphs(richtext.clean(getattr(item, field)))
            for before, after in paired(richtext.paragraphs(richtext.clean(then[field])), now):  # type: ignore[index]
                pieces = word_difference(before, after)
                if after:
                    self.paragraphs[item.kind, key, field, now.index(after)] = pieces
                else:
                    self.lost.append(Changed("A paragraph that was taken out", pieces))

    def lines(self, item: Item) -> list[Changed]:
        """What was changed in the item's plain fields since it was submitted."""
        then = self._then(item)
        if not then:
            return []
        names = _LINES[item.kind]
        before = {name: _readable(name, then[name]) for name in names}
        after = {name: _readable(name, getattr(item, name)) for name in names}
        return changed(before, after, kind=item.kind)

    def part(self, shown: Any, item: Excerpt | Footnote | Image) -> Part:
        added = (item.kind, item.pk) in self.submitted and self._then(item) is None
        inline = {(item.kind, item.key, field) for field in _RICH[item.kind]}
        whole = [
            one
            for one in self.threads
            if (one.item_kind, one.item_key) == (item.kind, item.key)
            and not (one.located and (one.item_kind, one.item_key, one.field) in inline)
        ]
        return Part(shown, self.lines(item), added, whole)

    def of_field(self, kind: str, key: str, field: str) -> list[PlacedThread]:
        """The open remarks on a field of one line."""
        return [one for one in self.threads if (one.item_kind, one.item_key, one.field) == (kind, key, field)]

    def beside(self, place: Place) -> str:
        """The margin of a paragraph: its remarks, and what the author had written."""
        here = self.located.get(place, ())
        pieces = self.paragraphs.get(place)
        if not here and pieces is None:
            return ""
        return render_to_string(
            "admin/editorial/article/_margin.html", {"threads": here, "was": pieces and Changed("", pieces)}
        )


def _readable(name: str, value: Any) -> Any:
    """A value of a model or of its history's JSON, alike."""
    if name == "authors":
        # SQLite keeps JSON as text.
        return ", ".join(json.loads(value) if isinstance(value, str) else value)
    return value.isoformat() if isinstance(value, date) else value


def _marks(
    statuses: Iterable[ItemStatus], found: Iterable[Problem], talk: Sequence[PlacedThread]
) -> dict[Place, list[Mark]]:
    marks: dict[Place, list[Mark]] = defaultdict(list)
    for status in statuses:
        place = status.checked.place
        if status.kind == ItemKind.CLAIM and place and isinstance(status.item, Claim):
            name, tone = f"item-claim-{status.key}", tone_of(status)
            sign = _sign(f"claim-sign claim-{tone}", name, f"Claim: {status.word}", SIGNS[tone])
            mark = Mark(name, place.start, place.end, f"claim claim-{tone}", sign)
            marks["article", "", status.item.field, place.paragraph].append(mark)
    for problem in found:
        if problem.end > problem.start:
            name = finding_id(problem)
            key = "" if problem.item_kind == "article" else problem.item_key
            sign = _sign("finding-sign", name, f"Finding: {problem.message}", "!")
            mark = Mark(name, problem.start, problem.end, f"finding finding-{problem.severity}", sign)
            marks[problem.item_kind, key, problem.field, problem.paragraph].append(mark)
    by = {f"comment-{one.comment.pk}": one.comment.by for one in talk}
    for spot, remarks in place_marks(talk).items():
        for mark in remarks:
            words = f"Comment by {by[mark.name].get_full_name() or by[mark.name].get_username()}"
            marks[spot].append(replace(mark, sign=_sign("comment-sign", mark.name, words, "¶")))
    return marks


def _sign(style: str, name: str, words: str, letter: str) -> SafeString:
    return format_html(
        '<a class="sign {}" data-no-text href="#{}"><span class="visually-hidden">{}</span>'
        '<span aria-hidden="true">{}</span></a>',
        style,
        name,
        words,
        letter,
    )
