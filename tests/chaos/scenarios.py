"""Days on which everything goes wrong: every job ends once, and well. Run by `python -m tests.chaos`, not with the others."""

import contextlib
import os
import random
import time
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.files.storage import default_storage
from django.db import Error as AnyDatabaseError
from django.db import connection
from django.utils import timezone

from editorial.content.files import PARTIAL, remove_partial_files, stored_digest
from editorial.importing.models import Import
from editorial.importing.operations import receive_word
from editorial.issues.models import Rendition
from editorial.issues.operations import request_article_proof, request_form, request_proof
from editorial.issues.queries import latest_edition
from editorial.jobs.operations import MACHINE_FAULTS, enqueue
from editorial.mail.models import Email
from editorial.mail.operations import queue_email
from editorial.rendering.models import RenderedPart
from editorial.rendering.operations import render_snapshot
from editorial.rendering.spreading.store import part_name
from editorial.rendering.verifying import make_form
from editorial.scratch import PREFIX, remove_abandoned
from editorial.states import JobStatus
from tests import factories as f
from tests.chaos.crew import OVER, Crew, crew
from tests.chaos.disk import Disk, small_disk
from tests.chaos.mail_server import MailServer
from tests.chaos.servers import Servers
from tests.processes import make_roles

pytestmark = [pytest.mark.serial, pytest.mark.django_db(transaction=True)]

SEED = int(os.environ.get("OEWATCH_CHAOS_SEED", "20261123"))
ALL = 60
WITHIN_S = 600.0  # of a machine that has much else to do
COMPARED = 12  # files that are made once more, quietly
A_DAY_S = 86_400.0
WORD = Path(__file__).parents[1] / "files" / "written_freely.docx"
Asking = Callable[[], Any]


@pytest.fixture(autouse=True)
def roles() -> None:
    make_roles()


@pytest.fixture
def disk(tmp_path: Path, settings: Any) -> Iterator[Disk]:
    with small_disk(Path(settings.MEDIA_ROOT), tmp_path / "full") as small:
        yield small


# Sixty renditions


def wishes() -> list[Asking]:
    """What people ask for, in the order in which they do: 46 proofs of articles, 4 of issues, 10 forms of two editions."""
    by = f.author()
    drafts = [f.draft(by, title=f"Harbor {number}", commentary=f.COMMENTARY.format(first="", second=""))
              for number in range(46)]  # fmt: skip
    section = f.section()

    def issue(state: str) -> Any:
        return f.issue_of([f.walked_to(state, f.complete_article(section=section)) for _ in range(3)])

    desk, proofs = f.editor(), [issue("in_review") for _ in range(4)]
    wanted: list[Asking] = [lambda one=one: request_article_proof(article=one, by=by) for one in drafts]
    wanted += [lambda one=one: request_proof(issue=one, by=desk) for one in proofs]
    for number in range(2):
        frozen = f.approved_issue(
            [f.walked_to("approved", f.complete_article(section=section)) for _ in range(2 + number)]
        )
        edition = latest_edition(frozen)
        assert edition is not None
        forms = ("pdf", "web", "epub", "word", "articles")
        wanted += [
            lambda form=form, edition=edition: request_form(edition=edition, form=form, by=desk)
            for form in forms
        ]
    random.Random(SEED).shuffle(wanted)
    return wanted


class Day:
    """What happens, each at so many renditions that are done; the order is the seed's."""

    def __init__(self, at_work: Crew, disk: Disk) -> None:
        self.crew, self.disk = at_work, disk
        chance = random.Random(SEED)
        troubles = [
            self.one_worker_dies, self.one_worker_dies, self.both_workers_die, self.redis_loses_everything,
            self.redis_dies, self.redis_dies, self.disk_is_full, self.database_stops,
        ]  # fmt: skip
        chance.shuffle(troubles)
        self.chance = chance
        self.due = list(zip(range(4, 4 + 6 * len(troubles), 6), troubles, strict=True))
        self.happened: list[str] = []

    def look(self, done: int) -> None:
        """Let happen what is due."""
        if self.due and done >= self.due[0][0]:
            trouble = self.due.pop(0)[1]
            trouble()
            self.happened.append(trouble.__name__)

    def one_worker_dies(self) -> None:
        self.crew.kill(self.chance.randrange(2))

    def both_workers_die(self) -> None:
        for which in range(2):
            self.crew.kill(which)

    def redis_loses_everything(self) -> None:
        Servers.redis.flush()

    def redis_dies(self) -> None:
        Servers.redis.kill()
        time.sleep(self.chance.uniform(0.2, 2))
        Servers.redis.start_empty()

    def database_stops(self) -> None:
        Servers.postgresql.restart(at_once=True)
        connection.close()

    def disk_is_full(self) -> None:
        """Until somebody was hurt by it."""
        hurt = Rendition.objects.filter(error_reason__contains="disk is full")
        running = Rendition.objects.exclude(status__in=OVER)
        with self.disk.full():
            self.crew.until(
                lambda: hurt.exists() or not running.exists(),
                within_s=60,
                what=lambda: "nobody wrote anything",
            )
        assert hurt.exists(), "the disk was to be full while somebody wrote"


def asked(wish: Asking) -> Any:
    """What came of asking; None when the database was away: then the person sees an error, and asks again."""
    try:
        return wish()
    except AnyDatabaseError:
        connection.close()
        return None


def rows() -> Any:
    return Rendition.objects.defer("snapshot").order_by("pk")


def stand() -> list[Any]:
    return list(rows().values_list("pk", "form", "status", "attempts", "progress", "error_reason"))


def test_sixty_renditions_whatever_happens(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, disk: Disk
) -> None:
    left = wishes()
    Rendition.objects.all().delete()  # what freezing the editions asked for: here it is asked for again
    folder = tmp_path / "temporary"
    with crew(monkeypatch, folder, module=disk.module) as at_work:
        day, succeeded = Day(at_work, disk), Rendition.objects.filter(status=JobStatus.SUCCEEDED)

        def done() -> bool:
            count = succeeded.count()
            while left and len(left) > ALL - 24 - count:  # somebody always asks for more
                if asked(left[-1]) is None:
                    break
                left.pop()
            day.look(count)
            return count == ALL or Rendition.objects.filter(status=JobStatus.FAILED).exists()

        at_work.until(done, within_s=WITHIN_S, what=lambda: (day.happened, stand()))
        assert not day.due, "everything was done before everything had happened"
    renditions = list(Rendition.objects.select_related("edition").order_by("pk"))
    assert len(renditions) == ALL
    assert {one.status for one in renditions} == {JobStatus.SUCCEEDED}, stand()
    assert all(1 <= one.attempts <= one.max_attempts * MACHINE_FAULTS for one in renditions)
    for one in renditions:
        require_whole(one)
    for one in random.Random(SEED).sample(renditions, COMPARED):
        assert quietly(one, tmp_path) == one.sha256, f"{one}: other bytes than on a quiet day"
    require_nothing_left(at_work, renditions)
    require_parts_whole()
    print("attempts", sorted(one.attempts for one in renditions), day.happened)


def require_whole(one: Rendition) -> None:
    """The file is the one on record, and opens."""
    assert stored_digest(one.file) == one.sha256, one
    with default_storage.open(one.file) as stored:
        if one.form == "pdf":
            with pikepdf.open(stored) as pdf:
                assert len(pdf.pages) == one.pages > 0
        else:
            with zipfile.ZipFile(stored) as packed:
                assert packed.testzip() is None and packed.namelist()


def quietly(one: Rendition, folder: Path) -> str:
    """What this machine makes of it alone: SHA-256."""
    if one.form != "pdf":
        assert one.edition is not None
        return make_form(one.edition.snapshot, one.form).sha256
    snapshot = one.edition.snapshot if one.edition else one.snapshot
    proof = one.kind == Rendition.Kind.PROOF
    return render_snapshot(snapshot, folder / "again.pdf", proof=proof, on_progress=lambda step: None).sha256


def require_nothing_left(at_work: Crew, renditions: list[Rendition]) -> None:
    """No process, no temporary file, no file that no row knows: what killed workers left goes by itself."""
    end = time.monotonic() + 10
    while (alive := at_work.processes()) and time.monotonic() < end:
        time.sleep(0.1)
    assert not alive
    later = time.time() + A_DAY_S
    remove_abandoned(at=later, root=at_work.folder)
    assert not [path.name for path in at_work.folder.iterdir() if path.name.startswith(PREFIX)]
    remove_partial_files(at=later)
    folders = default_storage.listdir("renditions")
    stored = {f"renditions/{one}" for one in folders[1]}
    for path in Path(default_storage.path("renditions")).rglob("*"):
        if path.is_file():
            stored.add(str(path.relative_to(default_storage.path(""))))
    assert stored == {one.file for one in renditions}
    assert not list(Path(default_storage.path("")).rglob(f"{PARTIAL}*"))


def require_parts_whole() -> None:
    """What the table says is in the store is there, whole, and nobody holds a claim for good."""
    for row in RenderedPart.objects.filter(made_at__isnull=False):
        assert stored_digest(part_name(row.key)) == row.sha256
    assert not RenderedPart.objects.filter(claimed_until__gt=timezone.now() + timedelta(minutes=1)).exists()


# One at a time


def test_a_job_that_kills_its_workers_is_stopped_and_the_others_go_on(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    by = f.author()
    poison, *others = (request_article_proof(article=f.draft(by, title=f"Pier {n}"), by=by) for n in range(8))
    with crew(monkeypatch, tmp_path / "temporary") as at_work:
        over = Rendition.objects.filter(status__in=OVER)

        def ended() -> bool:
            at_work.kill_whoever_does(poison)
            return over.count() == 8

        at_work.until(ended, within_s=150, what=stand)
    poison.refresh_from_db()
    assert (poison.status, poison.attempts) == (JobStatus.FAILED, poison.max_attempts * MACHINE_FAULTS)
    assert "died or went silent" in poison.error_reason and "Start it again" in poison.error_reason
    for one in others:
        one.refresh_from_db()
        assert one.status == JobStatus.SUCCEEDED, stand()


def test_what_is_killed_midway_is_stored_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    desk = f.editor()
    edition = latest_edition(f.approved_issue())
    assert edition is not None
    Rendition.objects.all().delete()
    export = request_form(edition=edition, form="word", by=desk)
    with WORD.open("rb") as file:
        record = receive_word(file=file, name="sand.docx", by=f.author())
    jobs: list[Any] = [export, record]
    killed: set[int] = set()
    with crew(monkeypatch, tmp_path / "temporary") as at_work:

        def ended() -> bool:
            for number, job in enumerate(jobs):
                if number not in killed and at_work.kill_whoever_does(job):
                    killed.add(number)
            return all(type(job).objects.filter(pk=job.pk, status__in=OVER).exists() for job in jobs)

        at_work.until(ended, within_s=90, what=stand)
    assert killed == {0, 1}, "both were to be killed"
    for job in jobs:
        job.refresh_from_db()
        assert (job.status, job.attempts) == (JobStatus.SUCCEEDED, 2), job.error_reason
    require_whole(export)
    assert Rendition.objects.count() == Import.objects.count() == 1
    assert stored_digest(record.file) == record.sha256 and record.text


def test_an_e_mail_is_sent_once_or_twice_and_never_not_at_all(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Its worker dies at the worst moment: the mail server has taken it, and the row does not know."""
    with MailServer() as server:
        email = queue_email(
            recipient="reader@example.org", sender="desk@example.org", subject="News", text="Words"
        )
        with crew(
            monkeypatch, tmp_path / "temporary", EMAIL_URL=f"smtp://127.0.0.1:{server.port}"
        ) as at_work:
            killed: list[bool] = []

            def ended() -> bool:
                if server.taken and not killed:
                    assert at_work.kill_whoever_does(email)
                    killed.append(True)
                    server.answer()
                return Email.objects.filter(pk=email.pk, status__in=OVER).exists()

            at_work.until(
                ended, within_s=60, what=lambda: Email.objects.values_list("status", "error_reason")
            )
        email.refresh_from_db()
        assert (email.status, email.attempts) == (JobStatus.SUCCEEDED, 2)
        assert len(server.taken) == 2, "once more, and not for every message that wakes a worker"
        names = {
            line for message in server.taken for line in message.splitlines() if line.startswith("Message-ID")
        }
        assert len(names) == 1, "a mail program can tell that the two are one"


# Nobody waits for Redis


@contextlib.contextmanager
def hanging() -> Iterator[None]:
    with Servers.redis.hanging():
        yield


@contextlib.contextmanager
def away() -> Iterator[None]:
    Servers.redis.kill()
    try:
        yield
    finally:
        Servers.redis.start_empty()


@pytest.mark.parametrize("trouble", [hanging, away])
def test_no_request_waits_for_redis_and_the_work_is_done_later(
    trouble: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any
) -> None:
    by = f.author()
    article, other = f.draft(by), f.draft(by)
    sockets = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    most = 3 * (sockets["socket_timeout"] + sockets["socket_connect_timeout"])

    def word() -> Any:
        with WORD.open("rb") as file:
            return receive_word(file=file, name="sand.docx", by=by)

    with crew(monkeypatch, tmp_path / "temporary") as at_work:
        enqueue(job=asked(lambda: request_article_proof(article=other, by=by)), at=timezone.now())
        first = Rendition.objects.filter(status=JobStatus.SUCCEEDED)
        at_work.until(first.exists, within_s=60, what=stand)  # they are connected, as on any day
        acts: list[Asking] = [
            lambda: request_article_proof(article=article, by=by), word,
            lambda: queue_email(recipient="a@example.org", sender="b@example.org", subject="News", text="Words"),
        ]  # fmt: skip
        with trouble():
            made = []
            for act in acts:
                began = time.monotonic()
                made.append(act())
                assert time.monotonic() - began < most, "somebody waited for Redis"
            assert all(job.status == JobStatus.QUEUED for job in made)
        at_work.until(
            lambda: all(type(job).objects.filter(pk=job.pk, status=JobStatus.SUCCEEDED).exists() for job in made),
            within_s=120, what=lambda: [type(job).objects.filter(pk=job.pk).values("status", "error_reason") for job in made],
        )  # fmt: skip
