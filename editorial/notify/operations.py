"""Telling people what happened, and what they do with it: read it, choose how to hear."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from editorial.content.models import Article
from editorial.content.tracking import track
from editorial.notify.models import LONGEST_SAME_AS, Channel, DailyEmail, Notification, Preference
from editorial.notify.people import load_authors, may_hear, people
from editorial.notify.queries import visible_to
from editorial.notify.table import ROLE_OF, TABLE, Group, Row
from editorial.notify.unread import forget_counts
from editorial.notify.waking import wake_sender


@transaction.atomic
def announce(
    *,
    kind: str,
    text: str,
    by: User | None,
    groups: Mapping[Group, Iterable[int]],
    article: Article | None = None,
    issue_id: int | None = None,
    detail: str = "",
    same_as: str = "",
    at: datetime | None = None,
) -> list[Notification]:
    """Tell everybody who hears of `kind` (`notify.table`), except `by`, who did it. Returns what was written down.

    `groups` are primary keys of users; groups that are roles are looked up. `text` is one sentence, `detail` the words of
    a reason or a comment. What has a `same_as` is told a person once only. Nobody hears of an article that they may not
    know of. E-mails go out after the commit, by a worker: nothing of them can make the caller fail. As many queries for a
    hundred people as for one. Raises `KeyError` for a kind that the table does not have, `ValueError` for a `same_as`
    that is too long.
    """
    row = TABLE[kind]
    if len(same_as) > LONGEST_SAME_AS:
        raise ValueError(f"same_as is longer than {LONGEST_SAME_AS} characters.")
    if article is not None:
        load_authors([article])
    hearers = _hearers(row, groups, article)
    if by is not None:
        hearers.pop(by.pk, None)
    if same_as:
        told = Notification.objects.filter(same_as=same_as, recipient__in=hearers)
        for pk in told.values_list("recipient_id", flat=True):
            hearers.pop(pk)
    if not hearers:
        return []
    at = at or timezone.now()
    text, detail = (words.replace("\x00", "") for words in (text, detail))  # PostgreSQL takes none
    channels = _channels(row, hearers)
    made = [
        Notification(
            recipient=user, kind=kind, article=article, issue_id=issue_id, actor=by, text=" ".join(text.split()),
            detail=detail.strip(), at=at, channel=channels[user.pk], same_as=same_as,
        )
        for user in hearers.values()
    ]  # fmt: skip
    # Somebody else may be telling the same at this very moment: the constraint decides, and nobody fails.
    Notification.objects.bulk_create(made, ignore_conflicts=bool(same_as))
    forget_counts(hearers.values())
    if Channel.AT_ONCE in channels.values():
        wake_sender()
    if not same_as:
        return made
    return list(Notification.objects.filter(same_as=same_as, kind=kind, at=at, recipient__in=hearers))


def _hearers(row: Row, groups: Mapping[Group, Iterable[int]], article: Article | None) -> dict[int, User]:
    """Who hears of it, by primary key: each once, in however many groups they are."""
    given = {group: set(groups.get(group, ())) for group in row.hear}
    roles = {ROLE_OF[group] for group in (*row.hear, *row.instead.values()) if group in ROLE_OF}
    candidates = people(set().union(*given.values()), roles)
    known = {pk: user for pk, user in candidates.items() if may_hear(user, article)}

    def members(group: Group) -> set[int]:
        held = {pk for pk in given.get(group, set()) if pk in known}
        if group in ROLE_OF:
            role = ROLE_OF[group].value
            held |= {pk for pk, user in known.items() if role in {one.name for one in user.groups.all()}}
        return held

    chosen: set[int] = set()
    for group in row.hear:
        instead = row.instead.get(group)
        chosen |= members(group) or (members(instead) if instead else set())
    return {pk: known[pk] for pk in sorted(chosen)}


def _channels(row: Row, hearers: Mapping[int, User]) -> dict[int, str]:
    """By what way each of them hears: as they chose, as usual, or only here for want of an address."""
    preferred = Preference.objects.filter(kind=row.kind, user__in=hearers).values_list("user_id", "channel")
    chosen = dict(preferred)
    return {
        pk: chosen.get(pk, row.usual.value) if user.email else Channel.APP.value
        for pk, user in hearers.items()
    }


def mark_read(*, pk: int, by: User, at: datetime | None = None) -> Notification:
    """The person has seen this. Raises `Notification.DoesNotExist` for what is not theirs or they may no longer know of."""
    found = visible_to(by).select_related("article", "issue").get(pk=pk)
    if found.read_at is None:
        found.read_at = at or timezone.now()
        Notification.objects.filter(pk=pk, read_at=None).update(read_at=found.read_at)
        forget_counts([by])
    return found


def mark_all_read(*, by: User, until: int | None = None, at: datetime | None = None) -> int:
    """The person has seen everything, up to the notification `until` where given: what came after they looked at the list
    stays unread. Returns how many that were.
    """
    unread = Notification.objects.filter(recipient=by, read_at=None)
    if until is not None:
        unread = unread.filter(pk__lte=until)
    with transaction.atomic():
        # In the order in which a worker that writes e-mails of them locks them: neither waits for the other.
        held = list(unread.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
        changed = sum(
            unread.filter(pk__in=held[first : first + 500]).update(read_at=at or timezone.now())
            for first in range(0, len(held), 500)
        )
    forget_counts([by])
    return changed


@transaction.atomic
def choose(*, by: User, channels: Mapping[str, str], hour: int | None) -> None:
    """How this person wants to hear of each kind from now on, and from which hour on the daily e-mail may go out (None:
    the house's hour). Kinds that are not named stay as they are. Raises `ValidationError`.
    """
    unknown = [kind for kind in channels if kind not in TABLE]
    if unknown or not set(channels.values()) <= set(Channel.values):
        raise ValidationError("Choose one of the ways on the page for each line.", code="channel")
    if hour is not None and not 0 <= hour <= 23:
        raise ValidationError("Choose an hour of the day, from 0 to 23.", code="hour")
    DailyEmail.objects.get_or_create(user=by)
    daily = DailyEmail.objects.select_for_update().get(user=by)  # one at a time, in however many windows
    stored = {row.kind: row for row in Preference.objects.filter(user=by)}
    for kind, channel in channels.items():
        preference = stored.get(kind)
        if preference is None and channel == TABLE[kind].usual:
            continue  # the usual way may change one day, and with it how they hear
        if preference is None:
            preference = Preference(user=by, kind=kind)
        elif preference.channel == channel:
            continue
        preference.channel = channel
        track(preference, by, "Chosen")
        preference.save()
    daily.hour = hour
    daily.save(update_fields=["hour"])


def forget_old(*, days: int, at: datetime | None = None) -> int:
    """Remove what was read and is older than so many days. Returns how many that were."""
    before = (at or timezone.now()) - timedelta(days=days)
    # In rounds: one statement over a year of them would hold its locks for long.
    gone = 0
    while True:
        old = list(
            Notification.objects.filter(read_at__isnull=False, at__lt=before)
            .order_by("pk")
            .values_list("pk", flat=True)[:2000]
        )
        if not old:
            return gone
        gone += Notification.objects.filter(pk__in=old).delete()[0]
