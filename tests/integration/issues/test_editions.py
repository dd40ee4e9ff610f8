"""Editions: how they are read, the forms they are made in, and who may have them."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from editorial.errors import NotAllowed
from editorial.issues import operations as issues
from editorial.issues.models import Edition, Issue, Publication, Rendition
from editorial.issues.permissions import may_read
from editorial.issues.queries import (
    editions_of,
    frozen_edition,
    latest_edition,
    publication_of,
    published_edition,
    rendition_of,
    waiting_edition,
)
from editorial.notify.models import Notification
from editorial.rendering.telling import tell_of_finished
from editorial.states import JobStatus, Role
from tests import factories as f

pytestmark = pytest.mark.django_db


def edition_of(issue: Issue) -> Edition:
    edition = latest_edition(issue)
    assert edition is not None
    return edition


def test_what_waits_and_what_readers_have() -> None:
    issue = f.issue_of([f.walked_to("approved")])
    assert (waiting_edition(issue), published_edition(issue), frozen_edition(issue)) == (None, None, None)
    issue = f.move_issue(issue, "close", f.editor())
    issue = f.move_issue(issue, "approve", f.publications())
    edition = edition_of(issue)
    assert (waiting_edition(issue), published_edition(issue)) == (edition, None)
    f.finish_rendition(f.pdf_of(issue))
    issue = f.move_issue(issue, "publish", f.publications())
    assert (waiting_edition(issue), published_edition(issue), frozen_edition(issue)) == (
        None,
        edition,
        edition,
    )
    assert publication_of(Edition.objects.get(pk=edition.pk)) == Publication.objects.get()


def test_an_edition_that_was_reopened_is_not_what_waits() -> None:
    issue = f.approved_issue()
    issue = f.move_issue(issue, "reopen", f.editor())
    assert (waiting_edition(issue), frozen_edition(issue)) == (None, None)
    assert publication_of(edition_of(issue)) is None


def test_the_list_of_editions_takes_two_queries() -> None:
    issue = f.published_correction(f.published_issue().articles.get())
    with CaptureQueriesContext(connection) as made:
        listed = editions_of(issue)
        shown = [
            (one.number, publication_of(one).by.pk, rendition_of(one, "pdf").sha256, rendition_of(one, "web"))
            for one in listed
        ]
    assert len(made) == 2
    assert [number for number, *_rest in shown] == [2, 1]
    assert all("snapshot" in one.get_deferred_fields() for one in listed)
    assert {web for *_rest, web in shown} == {None}


def test_a_form_is_asked_for_once() -> None:
    issue, by = f.approved_issue(), f.publications()
    edition = edition_of(issue)
    first = issues.request_form(edition=edition, form="word", by=by)
    assert (first.status, first.form, first.kind, first.requested_by) == ("queued", "word", "edition", by)
    assert issues.request_form(edition=edition, form="word", by=f.editor()) == first
    made = f.finish_rendition(first, pages=0)
    assert issues.request_form(edition=edition, form="word", by=by) == made
    assert issues.request_form(edition=edition, form="pdf", by=by) == f.pdf_of(issue)


def test_a_form_that_failed_is_started_again() -> None:
    issue, by = f.approved_issue(), f.publications()
    edition = edition_of(issue)
    web = edition.renditions.get(form="web")
    Rendition.objects.filter(pk=web.pk).update(
        status="failed", finished_at=timezone.now(), error_reason="No room"
    )
    again = issues.request_form(edition=edition, form="web", by=by)
    assert (again.pk, again.status, again.restarted_by) == (web.pk, "queued", by)
    assert edition.renditions.filter(form="web").count() == 1


def test_what_cannot_be_asked_for() -> None:
    edition = edition_of(f.approved_issue())
    with pytest.raises(ValidationError):
        issues.request_form(edition=edition, form="papyrus", by=f.publications())
    with pytest.raises(NotAllowed):
        issues.request_form(edition=edition, form="word", by=f.author())


@pytest.mark.parametrize("role", Role)
def test_readers_have_what_was_published_also_after_its_correction(role: Role) -> None:
    issue = f.published_issue()
    f.corrected(issue.articles.get())
    issue = f.move_issue(issue, "approve_correction", f.publications())
    first, second = (issue.editions.get(number=number) for number in (1, 2))
    web = f.finish_rendition(first.renditions.get(form="web"), pages=0)
    reader, inside = f.person(role), role != Role.AUTHOR
    assert may_read(reader, rendition_of(first, "pdf")) and may_read(reader, web)
    assert may_read(reader, f.pdf_of(issue)) is inside
    f.finish_rendition(f.pdf_of(issue))
    f.move_issue(issue, "publish_correction", f.publications())
    for edition in (first, second):
        assert may_read(reader, Rendition.objects.get(edition=edition, form="pdf"))
    assert not may_read(f.person(), rendition_of(first, "pdf"))


def test_only_the_pdf_and_what_went_wrong_are_news() -> None:
    office = f.publications()
    edition = edition_of(f.approved_issue(office=office))
    for form, status in (("pdf", "succeeded"), ("web", "succeeded"), ("epub", "failed")):
        made = edition.renditions.get(form=form)
        fields: dict[str, Any] = {"pages": 0} if form != "pdf" else {}
        if status == JobStatus.FAILED:
            Rendition.objects.filter(pk=made.pk).update(
                status=status, finished_at=timezone.now(), error_reason="A letter is missing."
            )
        else:
            f.finish_rendition(made, **fields)
    tell_of_finished()
    news = {one.text: one.detail for one in Notification.objects.filter(kind__startswith="pdf_")}
    assert news == {
        f"The final PDF of “{edition.issue}” is ready.": "",
        f"The EPUB of “{edition.issue}” could not be made.": "A letter is missing.",
    }


def test_a_spoiled_web_edition_does_not_hold_up_publishing() -> None:
    issue = f.approved_issue()
    f.finish_rendition(
        edition_of(issue).renditions.get(form="web"), pages=0, problems=["A link leads nowhere"]
    )
    f.finish_rendition(f.pdf_of(issue))
    assert f.move_issue(issue, "publish", f.publications()).state == "published"
