"""Whose turn it is: which rendition a worker takes, and when one that is under way makes way for another.

The message that wakes a worker names a rendition, but the worker takes the most urgent one that waits: so a proof of one
article overtakes whatever was asked for before. Between two parts a worker looks whether it is to make way.
"""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any

from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from editorial.issues.models import Rendition
from editorial.jobs.models import Job
from editorial.jobs.operations import summon
from editorial.jobs.queries import job_models, waiting
from editorial.states import JobStatus

LOOK_EVERY = timedelta(seconds=0.3)
SLICE = timedelta(seconds=15)  # of work before a rendition makes way for one that is as urgent
# A worker that is free takes a message within milliseconds. Helpers leave first: that costs less.
HELPERS_PATIENCE = timedelta(seconds=0.3)
PATIENCE = timedelta(seconds=0.6)
CANDIDATES = 20
OLDEST_FIRST_ONE_IN = 8


class Urgency(IntEnum):
    """How urgent a rendition is, the lowest first: somebody waits for a proof, nobody for an archive run."""

    ARTICLE_PROOF = 0
    PROOF = 1
    EDITION = 2
    OTHER_FORM = 3


_URGENCY = Case(
    When(kind=Rendition.Kind.PROOF, article__isnull=False, then=Value(Urgency.ARTICLE_PROOF)),
    When(kind=Rendition.Kind.PROOF, then=Value(Urgency.PROOF)),
    When(form=Rendition.Form.PDF, then=Value(Urgency.EDITION)),
    default=Value(Urgency.OTHER_FORM),
)
# Since when it has had no turn: what made way for its equal comes after it.
_SINCE = Coalesce(F("started_at"), F("queued_at"))


def urgency_of(rendition: Rendition) -> Urgency:
    """How urgent it is."""
    if rendition.kind == Rendition.Kind.PROOF:
        return Urgency.ARTICLE_PROOF if rendition.article_id else Urgency.PROOF
    return Urgency.EDITION if rendition.form == Rendition.Form.PDF else Urgency.OTHER_FORM


def next_up(named: str, *, at: datetime, chance: Callable[[], float] = random.random) -> list[Any]:
    """Primary keys of what a worker is to take that was woken for `named`: the first that it can claim.

    The most urgent first, among equals the one that has waited longest. One time in OLDEST_FIRST_ONE_IN what has waited
    longest comes first, however urgent the rest is (lottery scheduling): so nothing waits for ever. `named` is the last in
    any case, for it may be the running job of a worker that died.
    """
    known = Q(message_sent_at__lte=at) | Q(pk=named)
    found = Rendition.objects.filter(known, status=JobStatus.QUEUED)
    oldest_first = chance() * OLDEST_FIRST_ONE_IN < 1
    by_urgency = found.order_by(_URGENCY, _SINCE, "pk")
    first = (found.order_by(_SINCE, "pk") if oldest_first else by_urgency).values_list("pk", flat=True)[
        :CANDIDATES
    ]
    return list(dict.fromkeys([*first, int(named)]))


class Turn:
    """The turn of one worker at one rendition, as its coordinator or (`helps`) as one who only sets parts of it."""

    def __init__(
        self, rendition: Rendition, *, helps: bool = False, clock: Callable[[], datetime] = timezone.now
    ) -> None:
        self.pk, self.urgency, self.helps, self.clock = rendition.pk, urgency_of(rendition), helps, clock
        self.began_at = self._looked_at = clock()

    def is_over(self) -> bool:
        """Whether to make way now: a job waits that goes first, no worker is free, and no other makes way for it.

        Asks the database every LOOK_EVERY at most.
        """
        now = self.clock()
        if now - self._looked_at < LOOK_EVERY:
            return False
        self._looked_at = now
        return self._makes_way(self._before_us(now), now) or any(
            self._makes_way(jobs, now) for jobs in self._of_other_kinds(now)
        )

    def _before_us(self, now: datetime) -> QuerySet[Any]:
        """The renditions that go before ours, the most urgent first."""
        found = self._waiting(Rendition, now).annotate(urgency=_URGENCY).exclude(pk=self.pk)
        if not self.helps:
            # Equals share: each has a slice.
            rank = self.urgency if self._had_its_slice(now) else self.urgency - 1
            found = found.filter(urgency__lte=rank)
        return found.order_by("urgency", _SINCE, "pk")

    def _of_other_kinds(self, now: datetime) -> list[QuerySet[Any]]:
        """E-mails and conversions: they take seconds, so they need not wait for a whole issue."""
        if not self.helps and not self._had_its_slice(now):
            return []
        kinds = [model for model in job_models() if model is not Rendition]
        # One that was tried already pauses, and looks the same.
        return [self._waiting(model, now).filter(attempts=0).order_by("pk") for model in kinds]

    def _had_its_slice(self, now: datetime) -> bool:
        return now - self.began_at >= SLICE

    def _waiting(self, model: type[Job], now: datetime) -> QuerySet[Any]:
        return waiting(model, told_before=now - (HELPERS_PATIENCE if self.helps else PATIENCE))

    @staticmethod
    def _makes_way(jobs: QuerySet[Any], now: datetime) -> bool:
        first = jobs.values_list("pk", "message_sent_at").first()
        return first is not None and summon(model=jobs.model, pk=first[0], sent_at=first[1], at=now)
