"""Writing the registers: editors and administrators keep them, history keeps who changed what."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction

from editorial.content.fields import fold
from editorial.content.models import Excerpt
from editorial.content.operations import EditConflict
from editorial.content.permissions import roles_of
from editorial.content.tracking import track
from editorial.errors import EditorialError, NotAllowed
from editorial.registers.folding import folded
from editorial.registers.models import BackIssue, BackIssueArticle, Outlet, Person, Spelling
from editorial.registers.queries import ARCHIVE_TOKEN, seen_outlet
from editorial.states import Role

KEEPERS = frozenset({Role.EDITOR, Role.ADMINISTRATOR})
_LOCK = 0x6F65_7265  # any number of our own

Entry = TypeVar("Entry", Outlet, Person)


class SpellingTaken(EditorialError):
    """`text` is the preferred name, or leads to the preferred name, `owner` already."""

    def __init__(self, text: str, owner: str):
        self.text = text
        self.owner = owner
        super().__init__(
            f"“{text}” already leads to “{owner}” in the register. Leave it out, or merge the two."
        )


class NotSeen(EditorialError):
    """No submitted article cites an outlet `name` that the register lacks."""

    def __init__(self, name: str):
        self.name = name
        super().__init__(f"“{name}” is in the register by now, or no article cites it any more.")


class NothingToMerge(EditorialError):
    """An entry cannot be merged with itself."""

    def __init__(self) -> None:
        super().__init__("Choose the entry that stays: another one than this.")


def require_keeper(by: User) -> None:
    """Raise `NotAllowed` unless the person keeps the registers."""
    if not roles_of(by) & KEEPERS:
        raise NotAllowed(by, "Only editors keep the registers.")


def one_at_a_time() -> None:
    """Wait until nobody else writes the registers, to the end of the transaction.

    Whether a spelling leads elsewhere is asked of other rows, which no lock of this one holds; and two tables of the same
    entries in different orders would wait for each other. On SQLite a transaction has the database to itself anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


@transaction.atomic
def save_outlet(
    *,
    outlet: Outlet,
    spellings: Sequence[str] | None = None,
    by: User,
    expected_version: int | None = None,
    reason: str = "",
) -> Outlet:
    """Keep an outlet. `spellings` are all its other spellings; None leaves them as they are.

    Raises `NotAllowed`, `EditConflict`, `SpellingTaken`, `django.core.exceptions.ValidationError`.
    """
    return _save(outlet, spellings, by, expected_version, reason)


@transaction.atomic
def save_person(
    *,
    person: Person,
    forms: Sequence[str] | None = None,
    by: User,
    expected_version: int | None = None,
    reason: str = "",
) -> Person:
    """Keep a person. `forms` are all other forms of the name; None leaves them as they are. Raises as `save_outlet`."""
    return _save(person, forms, by, expected_version, reason)


def _save(entry: Entry, texts: Sequence[str] | None, by: User, expected: int | None, reason: str) -> Entry:
    require_keeper(by)
    one_at_a_time()
    stored = _locked(entry, expected)
    entry.name = fold(entry.name)
    entry.folded = folded(entry.name)
    entry.full_clean()
    wanted = None if texts is None else other_spellings(entry.name, texts)
    if clash := spelling_clash(entry, wanted or {}):
        raise SpellingTaken(*clash)
    kept = {} if stored is None else {one.folded: one for one in _spellings_of(entry)}
    new, gone = _spellings_moved(kept, wanted)
    if stored is not None and not new and not gone and not _differs(stored, entry):
        return entry
    entry.version = stored.version + 1 if stored else 1
    with _not_twice():
        _write(entry, by, reason)
        for one in gone:
            track(one, by, reason)
            one.delete()
        for key, text in new.items():
            spelling = _spelling(entry, text, key)
            spelling.clean_fields()
            _write(spelling, by, reason)
    forget_archive()
    return entry


def other_spellings(name: str, texts: Iterable[str]) -> dict[str, str]:
    """Folded spelling → spelling, each once, without blanks and without the name itself as it is written."""
    found: dict[str, str] = {}
    for text in map(fold, texts):
        if text and text != name:
            found.setdefault(folded(text), text)
    return found


def spelling_clash(entry: Outlet | Person, spellings: dict[str, str]) -> tuple[str, str] | None:
    """A text of the entry that another entry has, and that entry's name; outlets of two countries never clash.

    Two entries may share another spelling: then it leads to both.
    """
    others: models.QuerySet[Any] = type(entry)._default_manager.exclude(pk=entry.pk)
    if isinstance(entry, Outlet):
        others = others.filter(country=entry.country)
    if spellings:
        owner = others.filter(folded__in=list(spellings)).order_by("pk").first()
        if owner is not None:
            return spellings[owner.folded], owner.name
    owner = others.filter(spellings__folded=folded(entry.name)).order_by("pk").first()
    return (entry.name, owner.name) if owner is not None else None


def _locked(entry: Any, expected: int | None) -> Any:
    """The entry as it is stored, locked; None for a new one. Raises `EditConflict`."""
    if entry.pk is None:
        return None
    stored = type(entry)._default_manager.select_for_update(of=("self",)).get(pk=entry.pk)
    if expected is not None and stored.version != expected:
        raise EditConflict(stored, entry)
    return stored


def _spellings_of(entry: Outlet | Person) -> models.QuerySet[Spelling]:
    return (
        Spelling.objects.filter(outlet=entry)
        if isinstance(entry, Outlet)
        else Spelling.objects.filter(person=entry)
    )


def _spelling(entry: Outlet | Person, text: str, key: str) -> Spelling:
    owner = {"outlet": entry} if isinstance(entry, Outlet) else {"person": entry}
    return Spelling(text=text, folded=key, **owner)


def _spellings_moved(
    kept: dict[str, Spelling], wanted: dict[str, str] | None
) -> tuple[dict[str, str], list[Spelling]]:
    """Spellings to add, and spellings to take away; what is merely written otherwise is both."""
    if wanted is None:
        return {}, []
    gone = [one for key, one in kept.items() if wanted.get(key) != one.text]
    new = {key: text for key, text in wanted.items() if key not in kept or kept[key].text != text}
    return new, gone


def _differs(stored: models.Model, given: models.Model) -> bool:
    names = [field.attname for field in given._meta.concrete_fields if field.name != "version"]
    return any(getattr(stored, name) != getattr(given, name) for name in names)


def _write(row: models.Model, by: User, reason: str) -> None:
    track(row, by, reason or f"{str(row._meta.verbose_name).capitalize()} saved")
    row.save()


@contextmanager
def _not_twice() -> Iterator[None]:
    """Raises `ValidationError` where somebody else has just stored the same."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise ValidationError("Somebody has just stored the same. Look at it, then try again.") from error


def forget_archive() -> None:
    """After the commit the finders read registers and archive anew."""
    transaction.on_commit(lambda: cache.delete(ARCHIVE_TOKEN))


@transaction.atomic
def take_outlet(*, name: str, by: User) -> Outlet:
    """Bring an outlet that articles cite into the register, as its newest citation describes it.

    Raises `NotAllowed`, `NotSeen`, `SpellingTaken`, `ValidationError`.
    """
    require_keeper(by)
    seen = seen_outlet(name)
    if seen is None:
        raise NotSeen(name)
    last = Excerpt.objects.get(pk=seen.last)
    outlet = Outlet(name=name, descriptor=last.outlet_descriptor, language=last.original_language)
    spellings = [text for text in (seen.name, *seen.spellings) if text != name]
    return save_outlet(outlet=outlet, spellings=spellings, by=by, reason="Taken from articles")


def merge_outlets(*, kept: Outlet, gone: Outlet, by: User) -> Outlet:
    """Make two outlets one: the name and spellings of `gone` become spellings of `kept`, which also gets what it lacks.

    Articles stay as they are. Raises `NotAllowed`, `NothingToMerge`, `DoesNotExist`, `SpellingTaken`, `ValidationError`.
    """
    return _merge(kept, gone, by, ("descriptor", "country", "language", "website"))


def merge_people(*, kept: Person, gone: Person, by: User) -> Person:
    """Make two people one, as `merge_outlets` does with outlets."""
    return _merge(kept, gone, by, ("name_in_original", "description"))


@transaction.atomic
def _merge(kept: Entry, gone: Entry, by: User, fields: tuple[str, ...]) -> Entry:
    require_keeper(by)
    if kept.pk == gone.pk:
        raise NothingToMerge
    one_at_a_time()
    rows = type(kept)._default_manager.select_for_update(of=("self",)).filter(pk__in=[kept.pk, gone.pk])
    locked = {row.pk: row for row in rows.order_by("pk")}
    if len(locked) < 2:
        raise type(kept).DoesNotExist
    kept, gone = locked[kept.pk], locked[gone.pk]
    reason = f"“{gone.name}” merged into “{kept.name}”"
    own: list[str] = [one.text for one in _spellings_of(kept)]
    given: list[str] = [one.text for one in _spellings_of(gone)]
    for name in fields:
        setattr(kept, name, getattr(kept, name) or getattr(gone, name))
    kept.note = " ".join(filter(None, (kept.note, gone.note)))
    for row in (*_spellings_of(gone), gone):
        track(row, by, reason)
        row.delete()
    forget_archive()
    return _save(kept, [*own, gone.name, *given], by, None, reason)


@transaction.atomic
def save_back_issue(
    *,
    issue: BackIssue,
    articles: Sequence[BackIssueArticle] = (),
    removed: Sequence[BackIssueArticle] = (),
    by: User,
    expected_version: int | None = None,
    reason: str = "",
) -> BackIssue:
    """Keep a back issue, and those of its articles that are new or changed; `removed` are taken out.

    Raises `NotAllowed`, `EditConflict`, `django.core.exceptions.ValidationError`.
    """
    require_keeper(by)
    one_at_a_time()
    stored = _locked(issue, expected_version)
    issue.full_clean()
    if stored is not None and not articles and not removed and not _differs(stored, issue):
        return issue
    issue.version = stored.version + 1 if stored else 1
    with _not_twice():
        _write(issue, by, reason)
        for article in removed:
            track(article, by, reason or "Taken out of the back issue")
            article.delete()
        for article in articles:
            article.issue = issue
            article.full_clean()
            _write(article, by, reason)
    forget_archive()
    return issue
