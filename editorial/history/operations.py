"""Bringing an earlier version of an article back: as new saves, by those who may edit now. Nothing of the history goes."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import transaction

from editorial.content.fingerprints import fingerprint
from editorial.content.models import Article, Author
from editorial.content.operations import delete_item, lock_article, reorder, save_item, set_bylines
from editorial.content.permissions import edit_refusal, may_view, require_edit
from editorial.content.queries import with_content
from editorial.dates import date_and_time
from editorial.errors import EditorialError
from editorial.history.comparing import FIELDS, ItemDifference, compare, content_differs
from editorial.history.reach import readable_from
from editorial.history.rows import TABLES
from editorial.history.timeline import RESTORED
from editorial.history.versions import ITEMS, SECTION_GONE, NoSuchVersion, Version, name_of, read_versions
from editorial.states import ArticleState

MAX_REASON = 2000  # characters
SECTION_KEPT = "The section it had then is not there any more; it keeps the one it has."
# Columns that one name of `comparing.FIELDS` stands for.
_COLUMNS = {
    "picture": ("file", "sha256", "format", "width", "height"), "section": ("section_id",),
    "translator": ("translator_id",),
}  # fmt: skip
_NOT_RESTORED = {"authors", "issue"}  # of an article: bylines are rows of their own, its place is its issue's


class ChangedSinceShown(EditorialError):
    """Somebody changed the article after the person was shown what a restore would do."""

    def __init__(self) -> None:
        super().__init__(
            "Somebody changed the article while you were reading. Nothing was restored. "
            "Go back, look at what restoring would change now, and decide again."
        )


class NothingToRestore(EditorialError):
    """The version holds nothing that today's article does not."""

    def __init__(self) -> None:
        super().__init__(
            "This version and the article as it stands are the same. There is nothing to restore."
        )


@dataclass
class Plan:
    """What restoring a version would do. `wanted` is the version as far as it can be brought back, `changes` how today's
    article would differ afterwards, `cannot` says in words what cannot come back, `seen` is what today's article is, for
    `restore_version`.
    """

    wanted: Version
    changes: list[ItemDifference]
    cannot: list[str] = field(default_factory=list)
    seen: str = ""


def plan_restore(then: Version, today: Version) -> Plan:
    """What restoring `then` would do to `today`. `then` is changed to what can be restored. No queries."""
    cannot = [SECTION_KEPT if words == SECTION_GONE else words for words in then.lost]
    if SECTION_GONE in then.lost:
        then.article.section = today.article.section
    for item, stored in _pairs(then, today):
        cannot += _keep_what_fails(item, stored, today.article)
    then.article.issue = today.article.issue  # its place is its issue's, and stays
    return Plan(then, compare(today, then), list(dict.fromkeys(cannot)), content_mark(today))


def content_mark(version: Version) -> str:
    """What stands in a version, as a digest: equal for equal content in equal order."""
    article = version.article
    parts = [
        {name: getattr(article, name) for name in ("title", "dek", "pull_quote", "commentary", "section_id")}
    ]
    parts.append({"authors": [byline.author_id for byline in article.bylines.all()], "state": article.state})
    for kind in ITEMS:
        items = getattr(article, f"{kind}s").all()
        parts += [
            {"key": item.key} | {name: getattr(item, name) for name in _columns(kind)} for item in items
        ]
    return fingerprint([{name: str(value) for name, value in part.items()} for part in parts])


def _columns(kind: str) -> list[str]:
    return [column for name in FIELDS[kind] for column in _COLUMNS.get(name, (name,))]


def _pairs(then: Version, today: Version) -> Iterator[tuple[Any, Any]]:
    """Every item of the version with the one that stands today (None: it was removed)."""
    yield then.article, today.article
    for kind in ITEMS:
        standing = {item.key: item for item in getattr(today.article, f"{kind}s").all()}
        for item in getattr(then.article, f"{kind}s").all():
            yield item, standing.get(item.key)


def _keep_what_fails(item: Any, stored: Any, article: Article) -> Iterator[str]:
    """Give `item` today's value of every field whose old value could not be saved; says which."""
    called = "The article" if isinstance(item, Article) else f"{item.kind.capitalize()} “{item}”"
    for name in FIELDS[item.kind]:
        columns = _COLUMNS.get(name, (name,))
        if name in _NOT_RESTORED and isinstance(item, Article):
            continue
        if stored is not None and all(getattr(item, c) == getattr(stored, c) for c in columns):
            continue
        why = _why_not(item, name, article)
        if why:
            for column in columns:
                setattr(item, column, getattr(stored, column) if stored else _blank(item, column))
            yield f"{called}: {why}"


def _blank(item: Any, column: str) -> Any:
    return item._meta.get_field(column).get_default()


def _why_not(item: Any, name: str, article: Article) -> str:
    if name == "picture":
        gone = item.file and not default_storage.exists(item.file.name)
        return "the file of its picture is not in the file store any more." if gone else ""
    if name in ("section", "translator"):
        return ""  # `Version.lost` says whether it is there
    if name == "title" and isinstance(item, Article) and not item.title:
        drafts = (ArticleState.DRAFT, ArticleState.WITHDRAWN)
        return "" if article.state in drafts else "it had no title then; it keeps the one it has."
    try:
        item._meta.get_field(name).clean(getattr(item, name), item)
    except ValidationError as error:
        return f"{name.replace('_', ' ')} cannot be stored any more. {' '.join(error.messages)}"
    return ""


@transaction.atomic
def restore_version(
    *, article_id: int, at: datetime, by: User, reason: str = "", seen: str | None = None
) -> list[ItemDifference]:
    """Bring back the article as it stood at a moment, as new saves, and return what changed.

    Text, authors, section, excerpts, notes and images come back with their keys and in their order; what was added since
    goes. State and place in the issue stay. `seen` is `Plan.seen` of what the person was shown. Checks of what changes no
    longer hold; the others do. Raises `Article.DoesNotExist` for what the person may not know of, `NotAllowed`,
    `versions.NoSuchVersion`, `ChangedSinceShown`, `NothingToRestore`, `ValidationError`.
    """
    if len(reason) > MAX_REASON:
        raise ValidationError(f"Say why in at most {MAX_REASON:,} characters.", code="too_long")
    lock_article(article_id)
    stored = with_content(Article.objects.filter(pk=article_id)).get()
    if not may_view(by, stored):
        raise Article.DoesNotExist
    require_edit(by, stored)
    begins = readable_from(by, stored)
    if begins is not None and at < begins:
        raise NoSuchVersion(name_of(at))
    then, today = read_versions(article_id, [at, None])
    plan = plan_restore(then, today)
    if seen is not None and seen != plan.seen:
        raise ChangedSinceShown
    if not content_differs(today, plan.wanted):
        raise NothingToRestore
    why = f"{RESTORED}{date_and_time(at)}"
    why += f". {reason.strip()}" if reason.strip() else ""
    _bring_back(stored, plan.wanted.article, by, why)
    return plan.changes


def restore_refusal(by: User, article: Article) -> str | None:
    """Why this person may not restore a version now, in one sentence; None when they may."""
    return edit_refusal(by, article)


def _bring_back(article: Article, wanted: Article, by: User, why: str) -> None:
    """Make the stored article like `wanted`: items first, the byline last, for it says who may edit."""
    for kind in ITEMS:
        _bring_items_back(article, wanted, kind, by, why)
    if _take(article, wanted, [name for name in FIELDS["article"] if name not in _NOT_RESTORED]):
        save_item(item=article, by=by, reason=why)
    authors = [byline.author_id for byline in wanted.bylines.all()]
    if authors != [byline.author_id for byline in article.bylines.all()]:
        register = Author.objects.in_bulk(authors)
        set_bylines(article=article, authors=[register[pk] for pk in authors], by=by, reason=why)


def _bring_items_back(article: Article, wanted: Article, kind: str, by: User, why: str) -> None:
    """Remove what was added since, change what is there, add what is not, and put all of it in order."""
    items = list(getattr(wanted, f"{kind}s").all())
    stored = TABLES[kind]._default_manager.filter(article=article)
    for added in stored.exclude(key__in=[item.key for item in items]):
        delete_item(item=added, by=by, reason=why)
    standing = {item.key: item for item in stored.all()}  # their places are others now
    for item in items:
        own = standing.get(item.key) or _new_item(kind, article, item.key)
        own.article = article
        if _take(own, item, list(FIELDS[kind])) or own.pk is None:
            save_item(item=own, by=by, reason=why)
    if kind != "footnote" and items:
        present = {item.key: item for item in stored.order_by("position")}
        order = [present[item.key] for item in items]
        if [item.pk for item in order] != [item.pk for item in present.values()]:
            reorder(article=article, items=order, by=by, reason=why)


def _new_item(kind: str, article: Article, key: str) -> Any:
    made = TABLES[kind](article=article, key=key)
    if kind != "footnote":
        made.position = None  # at the end, until all are put in order
    return made


def _take(own: Any, wanted: Any, names: list[str]) -> bool:
    """Give the stored item the wanted values; whether any differs."""
    changed = False
    for column in (column for name in names for column in _COLUMNS.get(name, (name,))):
        if getattr(own, column) != getattr(wanted, column):
            setattr(own, column, getattr(wanted, column))
            changed = True
    return changed
