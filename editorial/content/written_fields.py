"""The fields that a writer fills in, and how each value looks in JSON.

Texts are strings (rich text in the subset of `content.richtext`), dates ISO strings, names a list of strings, a section
or an account its primary key; a blank date is "", no section and no account are null.
"""

import re
from abc import ABC, abstractmethod
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from editorial.content import richtext
from editorial.content.fields import RichTextField, fold
from editorial.content.merging import merge
from editorial.content.models import Article, Excerpt, Footnote, Image
from editorial.content.queries import translator_choices
from editorial.states import ArticleState

MAX_LINE = 20_000  # characters of a text on one line
MAX_NAMES = 100
MAX_NAME = 300
MAX_KEY = 2**63 - 1  # of a row

MODELS: dict[str, type[Any]] = {"article": Article, "excerpt": Excerpt, "footnote": Footnote, "image": Image}


# A host name with a path or without, as people copy it.
_BARE_ADDRESS = re.compile(r"(?:[\w-]+\.)+[a-zA-Z]{2,24}(?:[/?#]\S*)?\Z")


class Written(ABC):
    """One field of one model. `shown` and `canonical` speak JSON; `read` turns JSON into what the column takes."""

    def __init__(self, model: type[models.Model], name: str):
        self.name = name
        self.column: Any = model._meta.get_field(name)
        self.attname: str = getattr(self.column, "attname", name)

    def shown(self, item: Any) -> Any:
        """The stored value as JSON."""
        return getattr(item, self.name)

    @abstractmethod
    def canonical(self, value: Any) -> Any:
        """JSON as it would look once stored. Raises `ValidationError` for what this field cannot hold at all."""

    def read(self, item: Any, value: Any) -> Any:
        """The canonical value, checked for this item. Raises `ValidationError` with words for the writer."""
        return self.canonical(value)

    def put(self, item: Any, value: Any) -> None:
        """Give the item a canonical value; the caller saves it."""
        setattr(item, self.name, value)

    def merged(self, before: Any, mine: Any, theirs: Any) -> Any:
        """Both changes of what was shown as `before`, as a canonical value; None where they cannot be put together."""
        return None

    def same(self, value: Any, stored: Any) -> bool:
        """Whether `value`, as a writer sent it, means the stored one. Never raises."""
        if type(value) is type(stored) and value == stored:
            return True
        if value is None:
            return stored in ("", [], None)
        try:
            return bool(self.canonical(value) == stored)
        except ValidationError:
            return False


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValidationError("This is not a text. Type it anew.", code="type")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise ValidationError(
            "This text has a broken character that cannot be stored. Type it anew.", code="character"
        ) from error
    return value


class Line(Written):
    """Text on one line."""

    def canonical(self, value: Any) -> str:
        line = fold(_text(value))
        if len(line) > MAX_LINE:
            raise ValidationError(
                f"This has {len(line):,} characters; {MAX_LINE:,} is the most it takes. Shorten it.",
                code="too_long",
            )
        return line

    def read(self, item: Any, value: Any) -> str:
        line: str = self.column.clean(self.canonical(value), item)
        return line


class Title(Line):
    """An article's title: may be blank as long as nobody else has the article before them."""

    def read(self, item: Any, value: Any) -> str:
        title = super().read(item, value)
        if not title and item.state not in (ArticleState.DRAFT, ArticleState.WITHDRAWN):
            raise ValidationError("An article that was submitted keeps a title.", code="blank")
        return title


class Rich(Written):
    """Rich text in the subset."""

    def canonical(self, value: Any) -> str:
        try:
            return richtext.clean(_text(value))
        except richtext.TextTooLong as error:
            raise ValidationError(str(error), code="too_long") from error

    def merged(self, before: Any, mine: str, theirs: str) -> str | None:
        try:
            return merge(self.canonical(before), mine, theirs)
        except ValidationError:
            return None


class Address(Line):
    """A web address; “journal.example/page” is completed as a browser would."""

    def canonical(self, value: Any) -> str:
        line = super().canonical(value)
        return f"https://{line}" if _BARE_ADDRESS.match(line) else line


class Names(Written):
    """A list of names; blank ones are left out."""

    def canonical(self, value: Any) -> list[str]:
        if not isinstance(value, list):
            raise ValidationError("Give the names as a list.", code="type")
        names = [name for name in (fold(_text(name)) for name in value) if name]
        if len(names) > MAX_NAMES or any(len(name) > MAX_NAME for name in names):
            raise ValidationError(
                f"Give at most {MAX_NAMES} names of at most {MAX_NAME} characters each.", code="too_long"
            )
        return names


class Day(Written):
    """A date."""

    def shown(self, item: Any) -> str:
        day = getattr(item, self.name)
        return day.isoformat() if day else ""

    def canonical(self, value: Any) -> str:
        if value is None:
            return ""
        text = _text(value).strip()
        try:
            return date.fromisoformat(text).isoformat() if text else ""
        except ValueError as error:
            raise ValidationError(
                f"“{text[:40]}” is not a date. Write it as year-month-day, such as 2027-01-31.", code="date"
            ) from error

    def put(self, item: Any, value: str) -> None:
        setattr(item, self.name, date.fromisoformat(value) if value else None)


class Key(Written):
    """The primary key of a section or an account, or null."""

    def shown(self, item: Any) -> int | None:
        key: int | None = getattr(item, self.attname)
        return key

    def canonical(self, value: Any) -> int | None:
        if value is None or value == "":
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= MAX_KEY:
            raise ValidationError("Choose one from the list.", code="type")
        return value

    def read(self, item: Any, value: Any) -> int | None:
        key = self.canonical(value)
        if key is not None and key != self.shown(item) and not self.offered(item).filter(pk=key).exists():
            raise ValidationError("Choose one from the list: this one is not there any more.", code="choice")
        return key

    def offered(self, item: Any) -> models.QuerySet[Any]:
        """What may be chosen."""
        found: models.QuerySet[Any] = self.column.remote_field.model._default_manager.all()
        return found

    def put(self, item: Any, value: int | None) -> None:
        setattr(item, self.attname, value)


class Translator(Key):
    """An account of somebody who may have translated the passage."""

    def offered(self, item: Any) -> models.QuerySet[Any]:
        return translator_choices(item.article)


class Bylines(Names):
    """The names in an article's byline; `content.saving` ties them to the register of authors."""

    def shown(self, item: Any) -> list[str]:
        return [byline.author.name for byline in item.bylines.all()]

    def put(self, item: Any, value: list[str]) -> None:
        """Bylines are rows of their own."""


def _written(model: type[models.Model], names: str) -> dict[str, Written]:
    special: dict[tuple[str, str], type[Written]] = {
        ("article", "title"): Title, ("article", "authors"): Bylines, ("article", "section"): Key,
        ("excerpt", "authors"): Names, ("excerpt", "published_on"): Day, ("excerpt", "translator"): Translator,
        ("excerpt", "url"): Address, ("excerpt", "archived_url"): Address, ("image", "source_url"): Address,
        ("image", "license_url"): Address,
    }  # fmt: skip
    found: dict[str, Written] = {}
    for name in names.split():
        rich = isinstance(model._meta.get_field(name), RichTextField)
        kind = special.get((model.kind, name), Rich if rich else Line)  # type: ignore[attr-defined]
        found[name] = kind(model, name)
    return found


FIELDS: dict[str, dict[str, Written]] = {
    "article": _written(Article, "title dek pull_quote commentary section authors"),
    "excerpt": _written(
        Excerpt,
        "authors original_title original_language translated_title outlet outlet_descriptor outlet_note place "
        "published_on url archived_url translator translator_name body original_text",
    ),
    "footnote": _written(Footnote, "text"),
    "image": _written(
        Image,
        "caption alt_text title creator source source_url attribution license license_url public_domain_basis changes",
    ),
}


def written_values(item: Article | Excerpt | Footnote | Image) -> dict[str, Any]:
    """Every field of the item that a writer fills in, as JSON."""
    return {name: field.shown(item) for name, field in FIELDS[item.kind].items()}
