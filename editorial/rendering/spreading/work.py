"""Setting the parts of one issue: a coordinator, with whoever helps, and helping.

A coordinator holds the rendition's lease, brings what the store has, sets what nobody else sets, waits for the rest, and
puts everything together in the end. A helper holds nothing but the part that it sets: if it dies, the claim runs out.
"""

import contextlib
import logging
import random
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.db import Error as AnyDatabaseError
from django.utils import timezone

from editorial.jobs.operations import Progress
from editorial.jobs.work import JobYielded, kept_alive, worker_name
from editorial.rendering.failures import RenderingFailed
from editorial.rendering.models import RenderedPart
from editorial.rendering.pdf.process import PartNotSet
from editorial.rendering.spreading import store
from editorial.rendering.spreading.turns import Turn

logger = logging.getLogger(__name__)

POLL_S = 0.1  # while others set what is missing
HELP_EVERY_S = 10.0
PARTS_PER_HELPER = 4  # fewer are set before a helper has started
SET_AT_MOST = 2  # times in one run; what then still counts as missing never will be there


class Part(Protocol):
    """What a typesetter lacks: its key (64 hexadecimal digits), and what people call it."""

    @property
    def key(self) -> str:
        """Names the part's content, so its file as well."""

    @property
    def title(self) -> str:
        """Such as “Article 7: Water of the delta”."""


class Typesetter(Protocol):
    """What sets parts into a folder (`pdf.process.Typesetter`)."""

    def needs(self) -> Sequence[Part]:
        """What the folder lacks, of what is known so far."""

    def render(self, key: str) -> None:
        """Set one part. Raises `RenderingFailed`, and `PartNotSet` when the issue can still be set in one piece."""


class Count:
    """How many parts are done of those to do, as it is told: the fraction never falls.

    Some parts are known only when others are there (contents, fonts); until the fraction has caught up with what was told,
    the old numbers are told.
    """

    def __init__(self, tell: Callable[[str, int, int], None]) -> None:
        self._tell = tell
        self._in_parts = False
        self.done = self.of = 0

    def say(self, words: str, *, done: int, of: int) -> None:
        """Tell what is being done, and the numbers of parts."""
        self._in_parts = True
        self._say(words, done, of)

    def say_whole(self, words: str, *, done: int, of: int) -> None:
        """Tell what is being done of a document in one piece; its numbers count while there are none of parts."""
        if self._in_parts:
            self._tell(words, self.done, self.of)
        else:
            self._say(words, done, of)

    def _say(self, words: str, done: int, of: int) -> None:
        if not self.of or done * self.of >= self.done * of:
            self.done, self.of = done, of
        self._tell(words, self.done, self.of)


class Hold:
    """Keeps a claim while the part is being set (`jobs.work.kept_alive`). One that is lost does no harm."""

    def __init__(self, claim: store.Claim, *, clock: Callable[[], datetime]) -> None:
        self.claim, self.clock = claim, clock
        self.pk, self.lease_s, self.is_lost = claim.key[:12], float(settings.PART_CLAIM_SECONDS), False

    def beat(self) -> None:
        """Renew it."""
        try:
            self.is_lost = not store.renew(self.claim, lease_s=self.lease_s, at=self.clock())
        except AnyDatabaseError as error:
            logger.warning("claim of part %s not renewed: %s", self.pk, error)


class Coordinator:
    """Brings all parts of one rendition into the folder of its typesetter."""

    def __init__(
        self,
        typesetter: Typesetter,
        folder: Path,
        *,
        count: Count,
        turn: Turn,
        call_helpers: Callable[[int], None],
        clock: Callable[[], datetime] = timezone.now,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.typesetter, self.folder, self.count, self.turn = typesetter, folder, count, turn
        self.call_helpers, self.clock, self.sleep = call_helpers, clock, sleep
        self._tries = _Tries()
        self._here: set[str] = set()  # keys of what the folder has
        self._fetched: dict[str, RenderedPart] = {}
        self._store_answers = True
        self._called_at: datetime | None = None

    def gather(self) -> None:
        """Return once the typesetter lacks nothing, or could not set a part and will set the issue in one piece.

        Raises `RenderingFailed`, `LeaseLost`, and `JobYielded` when it is another rendition's turn.
        """
        try:
            while lacking := self.typesetter.needs():
                self._gather({part.key: part for part in lacking})
        except PartNotSet as fault:
            logger.error("part %s not set; the issue is set in one piece", fault.detail)
            return
        if self._here:
            self._say("Putting the parts together", len(self._here))

    def _gather(self, lacking: dict[str, Part]) -> None:
        of = len(self._here.difference(lacking)) + len(lacking)
        for key in lacking.keys() & self._here:
            self._set_anew(lacking, key, of)
        while lacking:
            fetched, free = self._look(lacking)
            for key in fetched:
                self._done(lacking, key)
            if not lacking:
                return
            if not self._store_answers:
                self._set_anew(lacking, next(iter(lacking)), of)
            elif (claimed := self._claim_and_set(lacking, free, of)) is not None:
                self._done(lacking, claimed.key)
            elif not fetched:
                self._say("Waiting for parts that other workers set", of)
                self.sleep(POLL_S)
            if lacking and self.turn.is_over():
                words = "Waiting: something more urgent is made first"
                raise JobYielded(Progress(words, self.count.done, self.count.of))

    def _set_anew(self, lacking: dict[str, Part], key: str, of: int) -> None:
        """Set a part here, whatever the store has of it."""
        self._here.discard(key)
        if key in self._fetched:
            # The bytes are those that were stored, and still they are no part: whoever comes next makes it anew.
            store.forget([self._fetched.pop(key)])
        self._say(lacking[key].title, of)
        self._set(lacking[key])
        self._done(lacking, key)

    def _look(self, lacking: dict[str, Part]) -> tuple[list[str], list[RenderedPart]]:
        """What was brought from the store just now, and what may be claimed."""
        if not self._store_answers:
            return [], []
        state = store.look(list(lacking), at=self.clock())
        if not state.made:
            return [], state.free
        got = store.fetch(state.made, self.folder, at=self.clock())
        rows = {row.key: row for row in state.made}
        self._fetched |= {key: rows[key] for key in got.here}
        store.forget(rows[key] for key in got.wrong)
        # From here on alone: every further request might wait as long.
        self._store_answers = not got.no_answer
        return got.here, state.free

    def _claim_and_set(self, lacking: dict[str, Part], free: list[RenderedPart], of: int) -> Part | None:
        self._call_helpers(len(free))
        for row in free:
            held = _claim(row, self.clock)
            if held is None:
                continue
            part = lacking[row.key]
            with _released_on_failure(held):
                self._say(part.title, of)
                with kept_alive(Hold(held, clock=self.clock)):
                    self._set(part)
                self._store_answers = store.keep(held, self.folder / row.key, at=self.clock())
            return part
        return None

    def _set(self, part: Part) -> None:
        self._tries.note(part)
        self.typesetter.render(part.key)

    def _done(self, lacking: dict[str, Part], key: str) -> None:
        del lacking[key]
        self._here.add(key)

    def _say(self, words: str, parts: int) -> None:
        # Putting them together counts as one more: it is not done before it is done.
        self.count.say(words, done=len(self._here), of=parts + 1)

    def _call_helpers(self, free: int) -> None:
        """Now and then, for a worker may have become free meanwhile."""
        now = self.clock()
        wanted = min(settings.RENDER_HELPERS, free // PARTS_PER_HELPER)
        due = self._called_at is None or (now - self._called_at).total_seconds() >= HELP_EVERY_S
        if wanted and due:
            self._called_at = now
            self.call_helpers(wanted)


def help_set(
    typesetter: Typesetter,
    folder: Path,
    *,
    turn: Turn,
    goes_on: Callable[[], bool],
    clock: Callable[[], datetime] = timezone.now,
) -> int:
    """Set parts that nobody else sets, until none is left, somebody needs this worker more, or `goes_on` says no.

    A part that cannot be set is left to the coordinator, which says why. Returns how many were set and stored.
    """
    parts = list(typesetter.needs())
    # Not all from the same end, or they would meet at every part.
    start = random.randrange(len(parts)) if parts else 0
    left = {part.key: part for part in parts[start:] + parts[:start]}
    stored = 0
    while left:
        row, held = _claim_any(list(left), clock)
        if row is None or held is None:
            return stored
        del left[row.key]
        try:
            with _released_on_failure(held), kept_alive(Hold(held, clock=clock)):
                typesetter.render(row.key)
        except RenderingFailed as error:
            logger.info("part %s not set by a helper: %s", row.key, error.reason)
            return stored  # the typesetter is of no use afterwards
        if not store.keep(held, folder / row.key, at=clock()):
            return stored
        stored += 1
        if turn.is_over() or not goes_on():
            return stored
    return stored


def _claim_any(
    keys: list[str], clock: Callable[[], datetime]
) -> tuple[RenderedPart | None, store.Claim | None]:
    for row in store.look(keys, at=clock()).free:
        held = _claim(row, clock)
        if held is not None:
            return row, held
    return None, None


def _claim(row: RenderedPart, clock: Callable[[], datetime]) -> store.Claim | None:
    return store.claim(row, worker=worker_name(), lease_s=settings.PART_CLAIM_SECONDS, at=clock())


@contextlib.contextmanager
def _released_on_failure(held: store.Claim) -> Iterator[None]:
    """Whatever goes wrong, others need not wait until the claim runs out."""
    try:
        yield
    except BaseException:
        with contextlib.suppress(AnyDatabaseError):
            store.release(held)
        raise


class _Tries:
    """Guards against a typesetter that lacks what it has set, for ever."""

    def __init__(self) -> None:
        self._of: dict[str, int] = {}

    def note(self, part: Part) -> None:
        self._of[part.key] = self._of.get(part.key, 0) + 1
        if self._of[part.key] > SET_AT_MOST:
            raise RenderingFailed(
                "A part of this issue was set again and again and still was not there. The disk may be full.",
                detail=f"{part.title} ({part.key})",
            )
