"""What changed between two editions, for the page: names people use, and words marked."""

from collections.abc import Iterable
from dataclasses import dataclass

from editorial.content.differences import FieldDifference
from editorial.issues.edition_changes import ArticleChange, ItemChange, edition_changes
from editorial.issues.models import Edition
from editorial.rendering.failures import RenderingFailed
from editorial.rendering.snapshots import current
from editorial.web.dates import count
from editorial.web.differences import Changed, field_name, shortened

WORDS = {"added": "New", "removed": "Taken out", "changed": ""}


@dataclass(frozen=True)
class ShownItem:
    """An excerpt, note, image or the text itself: what became of it, and how its words differ."""

    label: str
    what: str
    changes: list[Changed]


@dataclass(frozen=True)
class ShownArticle:
    """An article that is not the same: `errata` is what readers are told of it, `moved` where it stands now."""

    key: str
    title: str
    what: str
    moved: str
    errata: tuple[str, ...]
    items: list[ShownItem]


@dataclass(frozen=True)
class Shown:
    """Everything that differs; `summary` says how much in a sentence, `problem` why it cannot be told."""

    articles: list[ShownArticle]
    around: list[ShownItem]
    summary: str
    problem: str = ""


def changes_shown(old: Edition, new: Edition) -> Shown:
    """The difference of two editions as the page shows it."""
    try:
        found = edition_changes(current(old.snapshot), current(new.snapshot))
    except RenderingFailed as error:
        return Shown([], [], "", str(error))
    articles = [_article(one) for one in found.articles]
    around = [
        ShownItem(label, "", _changes(fields))
        for label, fields in (
            ("The issue", found.issue), ("The house", found.house), ("Sections", found.sections),
        )
        if fields
    ] + [_item(one) for one in found.parts]  # fmt: skip
    return Shown(articles, around, _summary(articles, around))


def _article(change: ArticleChange) -> ShownArticle:
    items = [_item(one) for one in change.items]
    return ShownArticle(change.key, change.title, WORDS[change.kind], change.moved, change.errata, items)


def _item(change: ItemChange) -> ShownItem:
    return ShownItem(change.label, WORDS[change.kind], _changes(change.fields))


def _changes(fields: Iterable[FieldDifference]) -> list[Changed]:
    """Whatever is a digest is said to be another picture: nobody reads one."""
    shown = []
    for one in fields:
        if one.field == "picture":
            shown.append(Changed("Picture", (), note="It is another picture file."))
        else:
            shown.append(Changed(field_name(one.field), shortened(one.pieces)))
    return shown


def _summary(articles: list[ShownArticle], around: list[ShownItem]) -> str:
    if not articles and not around:
        return "Nothing changed."
    said = (
        f"{count(len(articles), 'article is', 'articles are')} not the same"
        if articles
        else "No article changed"
    )
    if around:
        said += (
            ", and what stands around them changed too" if articles else ", but what stands around them did"
        )
    return f"{said}."
