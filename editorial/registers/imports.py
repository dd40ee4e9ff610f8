"""Bringing a table into a register: all of it or nothing; and what it would do, before it does."""

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction

from editorial.errors import EditorialError
from editorial.registers.back_issue_rows import bring_in_issues
from editorial.registers.countries import country_code
from editorial.registers.models import Outlet, Person
from editorial.registers.operations import (
    one_at_a_time,
    other_spellings,
    require_keeper,
    save_outlet,
    save_person,
)
from editorial.registers.outcomes import Outcome, RowRefused, words_of
from editorial.registers.tables import Row, TableUnreadable, cells_of, read_table


@dataclass(frozen=True)
class Import:
    """What a table does to a register, row by row."""

    kind: str
    outcomes: tuple[Outcome, ...]

    def of(self, verb: str) -> list[Outcome]:
        """The rows with this outcome: “new”, “changed”, “same”, “wrong”."""
        return [outcome for outcome in self.outcomes if outcome.verb == verb]

    @property
    def wrong(self) -> list[Outcome]:
        return self.of("wrong")

    @property
    def digest(self) -> str:
        """Of all that it does: what a person confirmed is what they were shown."""
        return hashlib.sha256(repr(self.outcomes).encode()).hexdigest()

    def in_words(self) -> str:
        """“2 new, 1 changed, 5 as they are”."""
        named = (("new", "new"), ("changed", "changed"), ("same", "as they are"), ("wrong", "wrong"))
        parts = [f"{len(self.of(verb))} {words}" for verb, words in named if self.of(verb)]
        return ", ".join(parts)


class RowsRefused(EditorialError):
    """Rows of the table cannot be stored, so nothing was. `found` says which and why."""

    def __init__(self, found: Import):
        self.found = found
        lines = [f"line {outcome.line}: {outcome.words}" for outcome in found.wrong[:20]]
        more = len(found.wrong) - len(lines)
        lines += [f"and {more} more rows"] if more > 0 else []
        super().__init__(f"Nothing was stored. {'; '.join(lines)}")


class RegisterMoved(EditorialError):
    """The register changed since the person was shown what the table does. `found` is what it would do now."""

    def __init__(self, found: Import):
        self.found = found
        super().__init__(
            "The register changed since you looked. Below is what the table would do now: look at it and confirm again."
        )


def preview_import(*, kind: str, text: str, by: User, most_changes: int | None = None) -> Import:
    """What the table would do; nothing is stored. Raises as `import_register`, but shows the rows that are wrong."""
    with transaction.atomic():
        found = _bring_in(kind, text, by, most_changes)
        transaction.set_rollback(True)
    return found


@transaction.atomic
def import_register(
    *, kind: str, text: str, by: User, shown: str | None = None, most_changes: int | None = None
) -> Import:
    """Bring the table in. `shown` is the digest of what the person saw and confirmed. With `most_changes` a table that
    adds or changes more entries is refused: each takes some 10 ms, while nobody else can save.

    Raises `NotAllowed`, `TableUnreadable`, `RowsRefused`, `RegisterMoved`; then nothing is stored.
    """
    found = _bring_in(kind, text, by, most_changes)
    if shown is not None and shown != found.digest:
        raise RegisterMoved(found)
    if found.wrong:
        raise RowsRefused(found)
    return found


def _bring_in(kind: str, text: str, by: User, most_changes: int | None) -> Import:
    require_keeper(by)
    rows = read_table(kind, text)
    one_at_a_time()  # before anything is read: what is compared stands until the end
    if kind == "back-issues":
        return Import(kind, tuple(_few_enough(bring_in_issues(rows, by), most_changes)))
    entries = _Outlets() if kind == "outlets" else _People()
    outcomes = (_outcome(row, partial(entries.bring_in, row, by)) for row in rows)
    return Import(kind, tuple(_few_enough(outcomes, most_changes)))


def _few_enough(outcomes: Iterable[Outcome], most: int | None) -> Iterator[Outcome]:
    """The outcomes, as long as they change so many entries at most. Raises `TableUnreadable`."""
    changes = 0
    for outcome in outcomes:
        changes += outcome.verb in ("new", "changed")
        if most is not None and changes > most:
            raise TableUnreadable(
                outcome.line,
                f"The lines before this one add or change {most} entries, and no more are taken at once. "
                "Bring those in first, then the whole table again.",
            )
        yield outcome


def _outcome(row: Row, act: Callable[[], tuple[str, str]]) -> Outcome:
    label = row.cells.get("name", "")
    try:
        with transaction.atomic():
            verb, words = act()
    except (EditorialError, ValidationError) as error:
        return Outcome(row.line, "wrong", label, words_of(error))
    return Outcome(row.line, verb, label, words)


class _Entries(ABC):
    """The entries of a register by name, and the lines that named them."""

    model: Any
    last: str

    def __init__(self) -> None:
        self.by_name: dict[str, list[Any]] = {}
        self.lines: dict[int, int] = {}
        for entry in self.model.objects.prefetch_related("spellings"):
            self.by_name.setdefault(entry.name, []).append(entry)

    def find(self, row: Row) -> Any:
        """The entry that the row is about; a new one where the register has none. Raises `RowRefused`."""
        name = row.cells["name"]
        if not name:
            raise RowRefused("The name is missing.")
        known = self.by_name.get(name, [])
        return known[0] if known else self.model(name=name)

    @abstractmethod
    def store(self, entry: Any, texts: list[str] | None, by: User) -> Any:
        """Save the entry and its other spellings or forms."""

    def fill(self, entry: Any, cells: dict[str, str]) -> None:
        for column, value in cells.items():
            if column not in ("name", self.last):
                setattr(entry, column, value)

    def bring_in(self, row: Row, by: User) -> tuple[str, str]:
        """Store the row; what became of it, and in which columns."""
        entry = self.find(row)
        is_new = entry.pk is None
        if not is_new and entry.pk in self.lines:
            raise RowRefused(f"Line {self.lines[entry.pk]} is about the same entry. Make the two one row.")
        own = [] if is_new else [one.text for one in entry.spellings.all()]
        before = cells_of(entry, own)
        self.fill(entry, row.cells)
        texts = row.several(self.last)
        wanted = own if texts is None else list(other_spellings(entry.name, texts).values())
        after = cells_of(entry, sorted(wanted))
        if not is_new and after == before | {self.last: " | ".join(sorted(own))}:
            self.lines[entry.pk] = row.line
            return "same", ""
        self.store(entry, texts, by)
        self.lines[entry.pk] = row.line
        if is_new:
            self.by_name.setdefault(entry.name, []).append(entry)
            return "new", "; ".join(_told(after, but="name"))
        return "changed", "; ".join(
            f"{column}: “{before[column]}” becomes “{after[column]}”"
            for column in after
            if after[column] != before[column]
        )


def _told(cells: dict[str, str], *, but: str) -> Iterable[str]:
    return (f"{column}: “{value}”" for column, value in cells.items() if value and column != but)


class _Outlets(_Entries):
    model = Outlet
    last = "spellings"

    def fill(self, entry: Any, cells: dict[str, str]) -> None:
        super().fill(entry, cells)
        entry.country = country_code(entry.country)

    def find(self, row: Row) -> Any:
        """An outlet is known by name and country; without a country, by name if only one has it."""
        super().find(row)
        name, country = row.cells["name"], country_code(row.cells.get("country", ""))
        known = self.by_name.get(name, [])
        if not country:
            if len(known) > 1:
                raise RowRefused(f"The register has {len(known)} outlets of this name. Give the country.")
            return known[0] if known else Outlet(name=name)
        there = [one for one in known if one.country == country] or [one for one in known if not one.country]
        return there[0] if there else Outlet(name=name)

    def store(self, entry: Any, texts: list[str] | None, by: User) -> Any:
        return save_outlet(outlet=entry, spellings=texts, by=by, reason="Brought in from a table")


class _People(_Entries):
    model = Person
    last = "forms"

    def store(self, entry: Any, texts: list[str] | None, by: User) -> Any:
        return save_person(person=entry, forms=texts, by=by, reason="Brought in from a table")
