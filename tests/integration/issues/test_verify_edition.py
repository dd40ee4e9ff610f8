"""Verifying editions: made again, the same bytes; where they are not, it is said what differs."""

import io
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.utils import timezone

from editorial.content import operations as content
from editorial.content.fingerprints import fingerprint
from editorial.issues.manifest import edition_manifest
from editorial.issues.models import Edition, Issue, Rendition
from editorial.issues.queries import latest_edition, published_edition
from editorial.jobs.work import Lease
from editorial.rendering import verifying
from editorial.rendering.forms import Made
from editorial.rendering.operations import render_rendition
from editorial.rendering.storing import picture_name
from editorial.rendering.verifying import making_differences, verify_edition
from editorial.states import JobStatus
from tests import factories as f
from tests.processes import make_roles, workers

MADE_WITH = {
    "templates": "1" * 64, "code": "2" * 64, "python": "3.11.2", "fonts": {"Serif.otf": "3" * 64},
    "libraries": {"weasyprint": "63.0", "pango": "1.50.12"},
}  # fmt: skip


class QuietLease(Lease):
    """The hold on a job that nobody disputes."""

    def __init__(self) -> None:
        pass

    def report(self, text: str, *, done: int = 0, of: int = 0) -> None:
        """Nobody listens."""

    def check(self) -> None:
        """It is ours."""


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Rendering that takes no time and depends on the snapshot alone; what made it can be set."""
    machine: dict[str, Any] = dict(MADE_WITH)

    def make(snapshot: dict[str, Any], form: str, **options: Any) -> Made:
        return Made(fingerprint([form, snapshot]), 12, 3, dict(machine))

    monkeypatch.setattr(verifying, "make_form", make)
    return machine


def made_edition(quick: dict[str, Any], count: int = 2, forms: tuple[str, ...] = ("pdf",)) -> Edition:
    """An edition whose forms are on record as `quick` makes them."""
    section = f.section()
    articles = [f.walked_to("approved", f.complete_article(section=section)) for _ in range(count)]
    edition = latest_edition(f.approved_issue(articles))
    assert edition is not None
    for form in forms:
        record(edition, form, quick)
    return edition


def record(edition: Edition, form: str, quick: dict[str, Any]) -> Rendition:
    digests = {verifying.CONTENT: verifying.content_digests(edition.snapshot)}
    made = f.finish_rendition(edition.renditions.get(form=form), made_with=quick | digests)
    sha256 = fingerprint([form, edition.snapshot])
    # The file in the store has a digest of its own; here it is what `quick` says.
    Rendition.objects.filter(pk=made.pk).update(sha256=sha256)
    return Rendition.objects.get(pk=made.pk)


@pytest.fixture(autouse=True)
def files_are_right(monkeypatch: pytest.MonkeyPatch) -> None:
    """The files of `finish_rendition` stand for what is on record."""
    right = verifying._of_the_file
    monkeypatch.setattr(
        verifying,
        "_of_the_file",
        lambda made, name: [] if made.file.startswith("renditions/") else right(made, name),
    )


@pytest.mark.django_db
def test_an_edition_that_is_made_again_is_the_same(quick: dict[str, Any]) -> None:
    edition = made_edition(quick, forms=("pdf", "epub"))
    results = verify_edition(edition, forms=("pdf", "epub"))
    assert [(one.form, one.same, one.differences) for one in results] == [
        ("pdf", True, []),
        ("epub", True, []),
    ]
    assert results[0].recorded_sha256 == results[0].new_sha256


@pytest.mark.django_db
def test_a_comma_that_somebody_put_into_the_snapshot_is_named(quick: dict[str, Any]) -> None:
    edition = made_edition(quick)
    article = edition.snapshot["sections"][0]["articles"][1]
    article["dek"] += ","
    [found] = verify_edition(edition)
    assert not found.same and found.recorded_sha256 != found.new_sha256
    assert any("is not the one that was frozen" in words for words in found.differences)
    assert [words for words in found.differences if "Article" in words] == [
        f"Article “{article['title']}” is not what the file on record was made of."
    ]


@pytest.mark.django_db
def test_another_machine_is_named_part_by_part(quick: dict[str, Any]) -> None:
    edition = made_edition(quick)
    quick |= {
        "templates": "9" * 64, "fonts": {"Sans.otf": "3" * 64},
        "libraries": MADE_WITH["libraries"] | {"pango": "1.56.0"},
    }  # fmt: skip
    assert verify_edition(edition)[0].same  # other tools, and the same bytes all the same
    edition.snapshot["issue"]["title"] = "Ports"
    words = verify_edition(edition)[0].differences
    assert "What is frozen of the issue is not what the file on record was made of." in words
    assert "The templates: 111111111111 then, 999999999999 now." in words
    assert "Font file Sans.otf: new since then." in words and "Font file Serif.otf: missing now." in words
    assert "Library pango: 1.50.12 then, 1.56.0 now." in words
    assert not any("weasyprint" in one for one in words)


def test_what_is_the_same_is_not_said() -> None:
    assert making_differences(MADE_WITH, MADE_WITH) == []
    assert "before that was kept" in making_differences({}, MADE_WITH)[0]
    many = {"fonts": {f"{n}.otf": "1" * 64 for n in range(30)}}
    said = making_differences(MADE_WITH | many, MADE_WITH)
    assert len(said) == 13 and said[-1] == "And 19 more of the kind."


@pytest.mark.django_db
def test_what_was_never_made_or_is_gone(quick: dict[str, Any]) -> None:
    edition = made_edition(quick, count=1)
    [word] = verify_edition(edition, forms=["word"])
    assert (word.same, word.recorded_sha256, word.new_sha256) == (False, "", "")
    assert "not made yet" in word.differences[0]
    image = edition.snapshot["sections"][0]["articles"][0]["images"][0]
    name = picture_name(image["sha256"], image["format"])
    default_storage.delete(name)
    assert verify_edition(edition)[0].differences == [
        f"Picture {image['sha256'][:12]} is missing in the file store."
    ]


@pytest.mark.django_db
def test_the_command_says_it_and_exits_accordingly(quick: dict[str, Any]) -> None:
    edition = made_edition(quick)
    reference, out = edition.issue.reference, io.StringIO()
    call_command("verify_edition", reference, stdout=out, stderr=io.StringIO())
    assert "pdf: the same" in out.getvalue() and edition.fingerprint in out.getvalue()
    call_command("verify_edition", reference, edition=1, form=["all"], stdout=out, stderr=io.StringIO())
    with pytest.raises(CommandError) as refused:
        call_command("verify_edition", reference, form=["pdf", "web"], stdout=out, stderr=io.StringIO())
    assert refused.value.returncode == 1
    assert "web: NOT the same" in out.getvalue()
    for options, words in (
        ({"edition": 7}, "no edition 7"),
        ({"edition": 0}, "no edition 0"),
    ):
        with pytest.raises(CommandError, match=words):
            call_command("verify_edition", reference, **options)
    with pytest.raises(CommandError, match="There is no issue"):
        call_command("verify_edition", "1999-01")
    with pytest.raises(CommandError, match="Approve it first"):
        call_command("verify_edition", f.issue_of([]).reference)


# With the real engine


def render(edition: Edition) -> Rendition:
    made = edition.renditions.get(form="pdf")
    fields = render_rendition(made, QuietLease())
    Rendition.objects.filter(pk=made.pk).update(
        status=JobStatus.SUCCEEDED, finished_at=timezone.now(), lease_expires_at=None, **fields
    )
    return Rendition.objects.get(pk=made.pk)


@pytest.mark.serial
@pytest.mark.any_database
@pytest.mark.django_db
def test_the_real_pdf_is_the_same_and_another_comma_gives_another(tmp_path: Path) -> None:
    section = f.section()
    articles = [f.walked_to("approved", f.complete_article(section=section)) for _ in range(2)]
    issue = f.approved_issue(articles)
    made = render(published_edition(issue) or latest_edition(issue))
    [found] = verify_edition(made.edition)
    assert (found.same, found.new_sha256, found.differences) == (True, made.sha256, [])
    assert made.made_with["libraries"].keys() >= {"weasyprint", "pango", "harfbuzz", "fontconfig", "freetype"}

    f.move_issue(issue, "reopen", f.editor())
    mended = f.move(articles[1], "return", f.editor())
    mended.dek = "A port three days"
    content.save_item(item=mended, by=mended.created_by)
    f.walk_on(f.move(mended, "submit", mended.created_by))
    f.move_issue(issue, "close", f.editor())
    issue = f.move_issue(Issue.objects.get(pk=issue.pk), "approve", f.publications())
    again = render(latest_edition(issue))
    assert again.sha256 != made.sha256
    prints = [
        {one["title"]: one["fingerprint"] for one in edition_manifest(one.edition)["articles"]}
        for one in (made, again)
    ]
    assert [title for title in prints[0] if prints[0][title] != prints[1][title]] == [articles[1].title]


@pytest.mark.serial
@pytest.mark.any_database
@pytest.mark.django_db(transaction=True)
def test_two_workers_make_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    make_roles()
    digests, by = [], []
    edition = None
    for _ in range(2):
        with workers(monkeypatch) as supervisor:
            if edition is None:
                edition = latest_edition(f.approved_issue([f.walked_to("approved")]))
            else:
                # What was made before is forgotten: the row waits for a worker once more.
                edition.renditions.filter(form="pdf").update(
                    status=JobStatus.QUEUED,
                    finished_at=None,
                    sha256="",
                    file="",
                    attempts=0,
                    message_sent_at=None,
                )
            made = edition.renditions.get(form="pdf")
            made = wait_for(made, supervisor)
            assert made.status == JobStatus.SUCCEEDED, made.error_reason
            digests.append(made.sha256)
            by.append(made.worker)
            default_storage.delete(made.file)
    assert digests[0] == digests[1]
    assert by[0] != by[1], "two workers, not one"


def wait_for(made: Rendition, supervisor: Any, seconds: int = 240) -> Rendition:
    """The rendition once it is over."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        supervisor.look()
        found = Rendition.objects.get(pk=made.pk)
        if found.is_over:
            return found
        time.sleep(0.5)
    raise AssertionError(f"not made within {seconds} s: {found.status} {found.progress}")
