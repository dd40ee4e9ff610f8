"""Whose turn it is: what is more urgent comes first, equals share, and nothing waits for ever."""

import queue as queues
import random
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from editorial.issues.models import Rendition
from editorial.jobs import operations as jobs
from editorial.mail.models import Email
from editorial.rendering import operations, telling
from editorial.rendering.spreading import turns, work
from editorial.rendering.spreading.turns import SLICE, Turn, next_up
from editorial.rendering.tasks import help_render
from editorial.rendering.telling import render_and_tell
from editorial.states import JobStatus

from .faking import article_proof, edition_pdf, install, issue_proof, titles

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
TOLD = NOW - timedelta(seconds=5)


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def forward(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


class Queue:
    def __init__(self) -> None:
        self.sent: list[str] = []

    def send_task(self, name: str, args: list[str], **_: object) -> None:
        self.sent.append(args[0])


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    made = Queue()
    monkeypatch.setattr(jobs, "current_app", made)
    return made.sent


def running(made: Rendition) -> Rendition:
    jobs.claim(model=Rendition, pk=made.pk, worker="w", lease_s=30, at=NOW)
    return made


def never() -> float:
    return 1.0


@pytest.mark.django_db
def test_the_most_urgent_is_taken_first_whatever_the_message_names() -> None:
    edition = edition_pdf([], queued_at=TOLD, message_sent_at=TOLD)
    proof = issue_proof([], queued_at=TOLD, message_sent_at=TOLD)
    last = issue_proof([], queued_at=NOW, message_sent_at=NOW)
    article = article_proof([], queued_at=NOW, message_sent_at=NOW)
    assert next_up(str(edition.pk), at=NOW, chance=never) == [article.pk, proof.pk, last.pk, edition.pk]
    assert next_up(str(edition.pk), at=NOW, chance=lambda: 0.0)[0] == edition.pk, (
        "one time in eight the oldest"
    )


@pytest.mark.django_db
def test_what_has_no_message_waits_unless_it_is_named() -> None:
    first, second = issue_proof([], queued_at=TOLD), issue_proof([], queued_at=NOW)
    assert next_up(str(second.pk), at=NOW, chance=never) == [second.pk]
    assert next_up(str(first.pk), at=NOW, chance=never) == [first.pk]


@pytest.mark.django_db
def test_what_made_way_for_its_equal_comes_after_it() -> None:
    first = issue_proof([], queued_at=TOLD, message_sent_at=NOW, started_at=NOW)
    second = issue_proof([], queued_at=TOLD, message_sent_at=NOW)
    assert next_up(str(first.pk), at=NOW, chance=never) == [second.pk, first.pk]


@pytest.mark.django_db
def test_an_issue_makes_way_for_the_proof_of_an_article_at_once(clock: Clock, sent: list[str]) -> None:
    turn = Turn(running(edition_pdf([])), clock=clock)
    proof = article_proof([], message_sent_at=NOW)
    assert not turn.is_over(), "not looked at yet"
    clock.forward(0.5)
    assert not turn.is_over(), "another worker may be about to take it"
    clock.forward(0.5)
    assert turn.is_over()
    assert sent == [str(proof.pk)], "told of again: its message may be lost"


@pytest.mark.django_db
def test_of_two_workers_one_makes_way(clock: Clock, sent: list[str]) -> None:
    both = [Turn(running(issue_proof([])), clock=clock) for _ in range(2)]
    article_proof([], message_sent_at=NOW)
    clock.forward(1)
    assert [turn.is_over() for turn in both] == [True, False]
    clock.forward(1)
    assert both[1].is_over(), "nobody took it: now the other"


@pytest.mark.django_db
def test_equals_share_and_what_is_less_urgent_waits(clock: Clock, sent: list[str]) -> None:
    turn = Turn(running(issue_proof([])), clock=clock)
    edition_pdf([], message_sent_at=TOLD)
    clock.forward(SLICE.total_seconds() + 1)
    assert not turn.is_over()
    issue_proof([], message_sent_at=TOLD)
    clock.forward(-2)
    assert not turn.is_over()
    clock.forward(2.5)
    assert turn.is_over()


@pytest.mark.django_db
def test_a_helper_makes_way_for_anything(clock: Clock, sent: list[str]) -> None:
    made = running(issue_proof([]))
    turn = Turn(made, helps=True, clock=clock)
    clock.forward(1)
    assert not turn.is_over()
    edition_pdf([], message_sent_at=NOW)
    clock.forward(1)
    assert turn.is_over()


@pytest.mark.django_db
def test_mail_waits_for_a_slice_and_mail_that_pauses_is_left_alone(clock: Clock, sent: list[str]) -> None:
    turn = Turn(running(issue_proof([])), clock=clock)
    pausing = Email.objects.create(queued_at=TOLD, message_sent_at=TOLD, attempts=1)
    clock.forward(SLICE.total_seconds() + 1)
    assert not turn.is_over()
    Email.objects.create(queued_at=TOLD, message_sent_at=TOLD)
    clock.forward(1)
    assert turn.is_over()
    pausing.refresh_from_db()
    assert pausing.message_sent_at == TOLD


@pytest.mark.django_db
def test_with_the_queue_away_nobody_makes_way(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "current_app", None)
    turn = Turn(running(issue_proof([])), clock=clock)
    article_proof([], message_sent_at=NOW)
    clock.forward(1)
    assert not turn.is_over()


@pytest.mark.django_db
def test_a_rendition_that_makes_way_keeps_its_parts_and_its_attempts(
    clock: Clock, sent: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fake = install(monkeypatch, tmp_path)
    monkeypatch.setattr(operations, "Turn", lambda rendition: Turn(rendition, clock=clock))
    monkeypatch.setattr(telling, "next_up", lambda named, at: next_up(named, at=at, chance=never))
    asked = issue_proof(titles(6), message_sent_at=TOLD)

    def during(title: str) -> None:
        clock.forward(1)
        if title == "Article 3" and not Rendition.objects.filter(article__isnull=False).exists():
            article_proof(["A short one"], message_sent_at=clock.now - timedelta(seconds=1))

    monkeypatch.setattr(fake, "during", staticmethod(during))
    render_and_tell(str(asked.pk))
    asked.refresh_from_db()
    assert (asked.status, asked.attempts, asked.worker) == (JobStatus.QUEUED, 0, "")
    assert (asked.progress, asked.progress_done, asked.progress_of) == (
        "Waiting: something more urgent is made first", 2, 7,
    )  # fmt: skip
    proof = Rendition.objects.get(article__isnull=False)
    assert str(asked.pk) in sent and str(proof.pk) in sent

    for message in sent[-2:]:
        render_and_tell(message)
    assert {one.status for one in Rendition.objects.all()} == {JobStatus.SUCCEEDED}
    assert set(fake.log.values()) == {1}


class Broker(queues.Queue[tuple[str, str]]):
    """First in, first out, as Redis is."""

    def send_task(self, name: str, args: list[str], **_: object) -> None:
        self.put((name, args[0]))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_everything_ends_once_whoever_works_and_makes_way(
    seed: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Three workers, twelve renditions of every kind, slices so short that everybody makes way all the time."""
    fake, broker, dice = install(monkeypatch, tmp_path), Broker(), random.Random(seed)
    monkeypatch.setattr(jobs, "current_app", broker)
    monkeypatch.setattr(fake, "lasts_s", 0.004)
    for name, value in (
        ("LOOK_EVERY", 0.01),
        ("SLICE", 0.04),
        ("HELPERS_PATIENCE", 0.01),
        ("PATIENCE", 0.02),
    ):
        monkeypatch.setattr(turns, name, timedelta(seconds=value))
    monkeypatch.setattr(work, "POLL_S", 0.01)
    makers = [article_proof, issue_proof, edition_pdf, edition_pdf]
    asked = [
        dice.choice(makers)(titles(dice.randint(1, 12), of=f"Piece {number % 5}")) for number in range(12)
    ]
    over = threading.Event()
    failed: list[Any] = []

    def worker() -> None:
        try:
            while not over.is_set():
                try:
                    name, pk = broker.get(timeout=0.05)
                except queues.Empty:
                    continue
                help_render(pk) if name == operations.HELP else render_and_tell(pk)
        except Exception as error:
            failed.append(error)
            raise
        finally:
            connection.close()

    threads = [threading.Thread(target=worker) for _ in range(3)]
    for thread in threads:
        thread.start()
    for made in asked:
        jobs.send_message(model=Rendition, pk=made.pk, at=datetime.now(UTC))
    end = datetime.now(UTC) + timedelta(seconds=60)
    waiting = Rendition.objects.exclude(status=JobStatus.SUCCEEDED)
    while waiting.exists() and datetime.now(UTC) < end and not failed:
        threading.Event().wait(0.1)
    over.set()
    for thread in threads:
        thread.join(20)

    assert not failed
    assert not waiting.exists(), list(waiting.values_list("pk", "status", "progress"))
    assert {one.attempts for one in Rendition.objects.all()} == {1}
    assert sum(Rendition.objects.values_list("fence", flat=True)) > len(asked), "nobody made way"
    expected: dict[str, int] = {}
    for made in Rendition.objects.all():
        words = (made.edition.snapshot if made.edition else made.snapshot)["titles"]
        expected["\n".join(words)] = expected.get("\n".join(words), 0) + 1
    assert fake.assembled == expected, "each put together exactly once"
