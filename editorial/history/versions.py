"""The article as it stood at a moment, put together from the history of everything that it is made of.

A version is a moment, and its name is that moment: so it needs no table, and every state that ever stood has one. Names of
authors, sections and accounts are today's: the history of an article knows whom it named, and the register how they are
spelled. Autosave keeps ten minutes of one person's writing in one row (`content.written_history`): a moment inside shows
what they ended with.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import models
from django.utils import timezone

from editorial.content.models import Article, Author, Byline, Excerpt, Footnote, Image
from editorial.history.rows import TABLES, Row, own_columns, read_rows, standing_at
from editorial.issues.models import Issue, Section

_NAME = re.compile(r"(\d{8}T\d{6})(\d{6})Z")
CLOCKS_APART = timedelta(minutes=1)  # of two machines; a moment further ahead has not come
ITEMS = ("excerpt", "footnote", "image")
SECTION_GONE = "Its section is not there any more."


class NoSuchVersion(LookupError):
    """The name means no moment, or the article did not exist then. `name` is what was asked for."""

    def __init__(self, name: str):
        self.name = name
        super().__init__(f"There is no version “{name[:40]}” of this article.")


@dataclass(frozen=True)
class Version:
    """The article at a moment; `at` None: as it is stored today.

    `article` has bylines, excerpts, footnotes and images loaded, as `content.queries.with_content` loads them. It is for
    reading: nobody saves it. `lost` says what it had that the register no longer has.
    """

    at: datetime | None
    article: Article
    lost: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What it is called in an address."""
        return "today" if self.at is None else name_of(self.at)


def name_of(moment: datetime) -> str:
    """The name of the version that stood at a moment: to the microsecond, in UTC."""
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%S%fZ")


def just_before(moment: datetime) -> datetime:
    """The last moment before this one."""
    return moment - timedelta(microseconds=1)


def moment_named(name: str) -> datetime:
    """The moment that a version's name means. Raises `NoSuchVersion`."""
    found = _NAME.fullmatch(name) if name.isascii() else None
    if found is None:
        raise NoSuchVersion(name)
    try:
        moment = datetime.strptime(found[1] + found[2], "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC)
    except ValueError as error:
        raise NoSuchVersion(name) from error
    if moment > timezone.now() + CLOCKS_APART:
        raise NoSuchVersion(name)
    return moment


def read_versions(article_id: int, moments: Iterable[datetime | None]) -> list[Version]:
    """The versions at these moments (None: today) in their order, in five queries however many.

    Raises `NoSuchVersion` for a moment at which the article did not exist.
    """
    asked = list(moments)
    past = {moment for moment in asked if moment is not None}
    rows = {table: read_rows(table, article_id, moments=past, today=None in asked) for table in TABLES}
    return [version_from(rows, moment) for moment in asked]


def version_from(rows: Mapping[str, list[Row]], moment: datetime | None) -> Version:
    """The version of a moment out of rows that were read for it. Raises `NoSuchVersion`."""
    own = standing_at(rows["article"], moment)
    if not own:
        raise NoSuchVersion(name_of(moment) if moment else "today")
    lost: list[str] = []
    article = _article(own[0], lost)
    _keep(article, "bylines", Byline, _bylines(standing_at(rows["byline"], moment), article, lost))
    for kind in ITEMS:
        found = [_item(kind, row, article, lost) for row in standing_at(rows[kind], moment)]
        _keep(article, f"{kind}s", TABLES[kind], found)
    return Version(moment, article, tuple(lost))


def row_as_item(table: str, row: Row) -> Any:
    """The article, byline, excerpt, note or image that a row holds; what it points to is not loaded."""
    made = TABLES[table](**{name: row[name] for name in own_columns(table)})
    made._state.adding = False
    return made


def _article(row: Row, lost: list[str]) -> Article:
    article: Article = row_as_item("article", row)
    if article.section_id is not None:
        if row["section__name"] is None:
            lost.append(SECTION_GONE)
            article.section_id = None
        else:
            article.section = Section(pk=article.section_id, name=row["section__name"])
    if article.issue_id is not None:
        if row["issue__month"] is None:
            lost.append("Its issue is not there any more.")
            article.issue_id = article.position = None
        else:
            names = ("month", "title", "volume", "number")
            article.issue = Issue(pk=article.issue_id, **{name: row[f"issue__{name}"] for name in names})
    return article


def _bylines(rows: list[Row], article: Article, lost: list[str]) -> list[Byline]:
    found = []
    for row in rows:
        if row["author__name"] is None:
            lost.append("One of its authors is not in the register any more.")
            continue
        byline: Byline = row_as_item("byline", row)
        byline.article = article
        byline.author = Author(
            pk=byline.author_id, name=row["author__name"], affiliation=row["author__affiliation"],
            user_id=row["author__user_id"],
        )  # fmt: skip
        found.append(byline)
    return found


def _item(kind: str, row: Row, article: Article, lost: list[str]) -> Excerpt | Footnote | Image:
    item: Excerpt | Footnote | Image = row_as_item(kind, row)
    item.article = article
    if isinstance(item, Excerpt) and item.translator_id is not None:
        if row["translator__username"] is None:
            lost.append(f"The account of who translated excerpt {item.position} is not there any more.")
            item.translator_id = None
        else:
            names = ("first_name", "last_name", "username")
            values = {name: row[f"translator__{name}"] for name in names}
            item.translator = User(pk=item.translator_id, **values)
    return item


def _keep(article: Article, name: str, model: type[Any], items: list[Any]) -> None:
    """Hand the article its items as a prefetch would, in the model's own order."""
    ordered = sorted(items, key=lambda item: (getattr(item, "position", 0), item.pk))
    loaded: models.QuerySet[Any] = model._default_manager.none()
    loaded._result_cache = ordered
    loaded._prefetch_done = True  # type: ignore[attr-defined]
    article.__dict__.setdefault("_prefetched_objects_cache", {})[name] = loaded
