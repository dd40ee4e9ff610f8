"""The parts of an issue that are no articles: an editor’s note, how to subscribe, who makes the digest."""

from collections.abc import Sequence

from django.contrib.auth.models import User
from django.db import models, transaction
from django.db.models import Max

from editorial.content.operations import EditConflict
from editorial.content.tracking import track
from editorial.errors import EditorialError
from editorial.issues.assembly import lock_issue, require_planning
from editorial.issues.models import Issue, IssuePart
from editorial.issues.permissions import OFFICE, require_role

WHO = "Editors and the publications office write the parts of an issue."


class PartsChanged(EditorialError):
    """Somebody added, removed or ordered parts after this person's page was made. `issue` is the one."""

    def __init__(self, issue: Issue):
        self.issue = issue
        super().__init__(
            "Somebody added or removed a part, or ordered them, in the meantime. Look at the list below, then order them."
        )


@transaction.atomic
def save_part(*, part: IssuePart, by: User, expected_version: int | None = None) -> IssuePart:
    """Store a part of an issue in planning: a new one comes last in its place, and so does one that changes its place.

    `expected_version` is the version the writer had before them; None for a new one. The body is cleaned as every rich
    text is. Raises `NotAllowed`, `assembly.NotInPlanning`, `content.operations.EditConflict`, `ValidationError`,
    `IssuePart.DoesNotExist` for one that was removed.
    """
    require_role(by, OFFICE, WHO)
    issue = lock_issue(part.issue_id)
    require_planning(issue)
    stored = IssuePart.objects.get(pk=part.pk, issue=issue) if part.pk is not None else None
    if stored is not None and expected_version is not None and stored.version != expected_version:
        raise EditConflict(stored, part)
    part.version = stored.version + 1 if stored else 1
    if stored is not None and stored.place == part.place:
        part.position = stored.position
    else:
        part.position = _last(issue, part.place) + 1
    part.full_clean()
    track(part, by, "Part saved" if stored else "Part added")
    part.save()
    return part


@transaction.atomic
def delete_part(*, part: IssuePart, by: User, expected_version: int | None = None) -> None:
    """Remove a part from an issue in planning; its history stays. One that is gone already is nobody's concern.

    Raises `NotAllowed`, `assembly.NotInPlanning`, `content.operations.EditConflict`.
    """
    require_role(by, OFFICE, WHO)
    issue = lock_issue(part.issue_id)
    require_planning(issue)
    stored = IssuePart.objects.filter(pk=part.pk, issue=issue).first()
    if stored is None:
        return
    if expected_version is not None and stored.version != expected_version:
        raise EditConflict(stored, part)
    track(stored, by, "Part removed")
    stored.delete()


@transaction.atomic
def order_parts(
    *, issue: Issue, place: str, part_ids: Sequence[int], by: User, expected: Sequence[int] | None = None
) -> None:
    """Put the parts of one place of an issue in planning into this order. `expected` is the order that the person was shown;
    None: none was.

    Raises `NotAllowed`, `assembly.NotInPlanning`, `PartsChanged` unless each of them is named once and they stand as expected.
    """
    require_role(by, OFFICE, WHO)
    locked = lock_issue(issue.pk)
    require_planning(locked)
    parts = {part.pk: part for part in locked.parts.filter(place=place)}
    if sorted(parts) != sorted(part_ids):
        raise PartsChanged(locked)
    before = {pk: part.position for pk, part in parts.items()}
    if expected is not None and list(expected) != sorted(before, key=before.__getitem__):
        raise PartsChanged(locked)
    # Positions are unique: step aside first, then take the final places.
    aside = _last(locked, place) + len(parts)
    locked.parts.filter(place=place).update(position=models.F("position") + aside)
    for position, pk in enumerate(part_ids, 1):
        if before[pk] == position:
            locked.parts.filter(pk=pk).update(position=position)
            continue
        part = parts[pk]
        part.position = position
        part.version += 1
        track(part, by, "Order of the parts changed")
        part.save(update_fields=["position", "version"])


def _last(issue: Issue, place: str) -> int:
    top: int | None = issue.parts.filter(place=place).aggregate(top=Max("position"))["top"]
    return top or 0
