"""What the office does with its buttons: each is one operation, and what is refused loses nothing that was typed."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from editorial.content.models import Article
from editorial.issues.models import Correction, Issue, PlannedPublication, ReleaseReview, Rendition
from editorial.issues.queries import open_corrections
from editorial.office.when import NotATime, moment_of
from editorial.states import CorrectionState, IssueState, JobStatus, Role
from tests import factories as f
from tests.integration.admin.pages import forms_of
from tests.integration.office.offices import article_of, at, brought_to, correction_of
from tests.integration.workspace.pages import browser, words_of

pytestmark = pytest.mark.django_db
ACTORS = {Role.PUBLICATIONS, Role.ADMINISTRATOR}
HOSTILE = "<script>alert(1)</script> “שלום” \u202e" + "x" * 300


def state_of(issue: Issue) -> str:
    return Issue.objects.values_list("state", flat=True).get(pk=issue.pk)


def test_an_issue_is_reviewed_approved_and_published_with_the_page_s_own_forms(settings: Any) -> None:
    settings.RELEASE_REVIEWS = ["Security"]
    issue = brought_to("closed")
    client = browser(f.publications())
    page = client.get(at("issue", issue)).content.decode()
    assert not [form for form in forms_of(page) if form["action"] == at("move", issue, "approve")]
    form = next(form for form in forms_of(page) if form["action"] == at("review", issue))
    typed = {
        "review": "Security",
        "outcome": "cleared_as_amended",
        "reviewer": "R. Viewer",
        "document": "File 7",
    }
    answer = client.post(form["action"], form["fields"] | typed)
    assert answer["Location"] == at("issue", issue) + "#reviews"
    recorded = ReleaseReview.objects.get()
    assert (recorded.reviewer, recorded.document, recorded.outcome) == (
        "R. Viewer",
        "File 7",
        "cleared_as_amended",
    )
    page = client.get(at("issue", issue)).content.decode()
    assert [form for form in forms_of(page) if form["action"] == at("move", issue, "approve")]
    assert client.post(at("move", issue, "approve"))["Location"] == at("issue", issue) + "#next"
    page = client.get(at("issue", issue)).content.decode()
    assert f'data-progress="{reverse("office_progress", args=[f.pdf_of(issue).pk])}"' in page
    assert client.get(reverse("office_progress", args=[f.pdf_of(issue).pk])).json()["status"] == "queued"
    assert client.post(at("move", issue, "publish")).status_code == 422
    f.finish_rendition(f.pdf_of(issue))
    assert client.post(at("move", issue, "publish")).status_code == 302
    assert state_of(issue) == IssueState.PUBLISHED


def test_who_does_not_act_is_refused_and_others_learn_nothing() -> None:
    issue = brought_to("ready")
    day = (timezone.localdate() + timedelta(days=2)).isoformat()
    acts = {
        at("move", issue, "publish"): {},
        at("review", issue): {"review": "Security", "outcome": "cleared", "reviewer": "R"},
        at("plan", issue): {"publish_on": day, "publish_at": "06:00"},
    }
    for role in [*Role, None]:
        if role in ACTORS:
            continue
        client = browser(f.person(*([role] if role else [])))
        wanted = 403 if role == Role.EDITOR else 404
        for address, data in acts.items():
            assert client.post(address, data).status_code == wanted, (role, address)
            assert client.get(address).status_code == (405), address
    assert state_of(issue) == IssueState.APPROVED
    assert not PlannedPublication.objects.exists()


def test_publishing_is_planned_and_the_plan_canceled(settings: Any) -> None:
    settings.TIME_ZONE = "America/New_York"
    issue, client = brought_to("ready"), browser(f.publications())
    day = (timezone.localdate() + timedelta(days=2)).isoformat()
    assert client.post(at("plan", issue), {"publish_on": day, "publish_at": "06:30"}).status_code == 302
    plan = PlannedPublication.objects.get()
    assert timezone.localtime(plan.publish_at).isoformat()[:16] == f"{day}T06:30"
    again = client.post(at("plan", issue), {"publish_on": day, "publish_at": "07:00"})
    assert again.status_code == 422 and "Cancel that first" in words_of(again.content.decode())
    assert client.post(at("cancel_plan", issue)).status_code == 302
    plan.refresh_from_db()
    assert plan.outcome == "canceled"
    assert client.post(at("cancel_plan", issue)).status_code == 422


@pytest.mark.parametrize(
    "day, clock, words",
    [
        ("", "", "Give a day and a time"), ("tomorrow", "06:00", "Give a day and a time"),
        ("2031-02-30", "06:00", "Give a day and a time"), ("0206-01-01", "06:00", "Look at the day"),
        ("2020-01-01", "06:00", "has gone by"), ("2031-03-09", "02:30", "the clocks go forward"),
        ("2031-01-01", "06:00+02:00", "without a zone"), (HOSTILE, HOSTILE, "Give a day and a time"),
    ],
)  # fmt: skip
def test_a_time_that_is_none_is_refused_and_stays_in_the_form(
    day: str, clock: str, words: str, settings: Any
) -> None:
    settings.TIME_ZONE = "America/New_York"
    issue, client = brought_to("ready"), browser(f.publications())
    answer = client.post(at("plan", issue), {"publish_on": day, "publish_at": clock})
    html = answer.content.decode()
    form = next(form for form in forms_of(html) if form["action"] == at("plan", issue))
    assert answer.status_code == 422 and words in words_of(html)
    assert (form["fields"]["publish_on"], form["fields"]["publish_at"]) == (day, clock)
    assert "<script>alert" not in html
    assert not PlannedPublication.objects.exists()


def test_clocks_that_go_back_show_a_time_twice_and_the_first_is_meant(settings: Any) -> None:
    settings.TIME_ZONE = "America/New_York"
    assert moment_of("2031-11-02", "01:30").isoformat() == "2031-11-02T01:30:00-04:00"
    with pytest.raises(NotATime):
        moment_of("2031-03-09", "02:00")


@pytest.mark.parametrize("hostile", [HOSTILE, "with a NUL \x00 inside", "   "])
def test_a_review_that_is_refused_stays_in_its_form(hostile: str, settings: Any) -> None:
    settings.RELEASE_REVIEWS = ["Security", "Public affairs"]
    issue, client = brought_to("closed"), browser(f.publications())
    typed = {"review": "Public affairs", "outcome": "nonsense", "reviewer": hostile, "document": "File <7>"}
    answer = client.post(at("review", issue), typed)
    html = answer.content.decode()
    form = next(form for form in forms_of(html) if form["action"] == at("review", issue))
    assert answer.status_code == 422 and 'role="alert"' in html
    assert form["fields"]["reviewer"] == hostile.replace("\x00", "")
    assert form["fields"]["document"] == "File <7>"
    assert "<option selected>Public affairs" in html
    assert "<script>alert" not in html
    assert not ReleaseReview.objects.exists()


def test_when_the_state_changed_meanwhile_the_words_are_shown() -> None:
    issue, client = brought_to("approved"), browser(f.publications())
    f.move_issue(issue, "reopen", f.editor())
    answer = client.post(at("move", issue, "reopen"), {"reason": "Words that took an hour"})
    assert answer.status_code == 409
    assert "Words that took an hour" in answer.content.decode()
    assert client.post(at("move", issue, "no-such-move")).status_code == 404


def test_an_act_after_signing_out_keeps_what_was_typed() -> None:
    issue, client = brought_to("closed"), browser(f.publications())
    client.logout()
    answer = client.post(at("review", issue), {"reviewer": "R. Viewer of the long name"})
    assert answer.status_code == 403 and "R. Viewer of the long name" in answer.content.decode()


def test_an_administrator_overrides_with_a_reason_and_it_shows(settings: Any) -> None:
    settings.RELEASE_REVIEWS = ["Security"]
    issue, client = brought_to("closed"), browser(f.administrator())
    assert "Approve all the same" in client.get(at("issue", issue)).content.decode()
    assert client.post(at("move", issue, "approve"), {"override": "yes"}).status_code == 422
    done = client.post(at("move", issue, "approve"), {"override": "yes", "reason": "The office is closed"})
    assert done.status_code == 302
    page = words_of(client.get(at("issue", issue)).content.decode())
    assert "The office is closed" in page and "Overridden: The review “Security” is not recorded yet." in page
    office = browser(f.publications())
    again = f.move_issue(issue, "reopen", f.editor())
    f.move_issue(again, "close", f.editor())
    assert "Approve all the same" not in office.get(at("issue", issue)).content.decode()


@pytest.mark.parametrize("form", Rendition.Form.values)
def test_every_form_is_made_on_request_started_again_and_downloaded(form: str) -> None:
    issue, client = brought_to("published"), browser(f.publications())
    address = at("form", issue, 1, form)
    assert client.post(address)["Location"] == at("issue", issue) + "#edition"
    made = Rendition.objects.get(edition__issue=issue, form=form)
    if form != "pdf":
        f.finish_rendition(made, status=JobStatus.FAILED, error_reason="It stopped", file="", sha256="")
        html = client.get(at("issue", issue)).content.decode()
        assert "It stopped" in html and "Start it again" in html
        assert client.post(address, {"back": "edition"})["Location"] == at("edition", issue, 1) + "#forms"
    done = f.finish_rendition(Rendition.objects.get(pk=made.pk))
    download = reverse("rendition_file", args=[done.pk])
    assert f'href="{download}"' in client.get(at("issue", issue)).content.decode()
    endings = {
        "pdf": ".pdf",
        "web": "-web.zip",
        "epub": ".epub",
        "articles": "-articles.zip",
        "word": "-word.zip",
    }
    name = f"{issue.reference}-edition-1{endings[form]}"
    answer = client.get(download)
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    types = {"pdf": "application/pdf", "epub": "application/epub+zip"}
    assert answer["Content-Type"] == types.get(form, "application/zip")
    assert b"".join(answer.streaming_content).startswith(b"the pages of")  # type: ignore[attr-defined]
    Rendition.objects.filter(pk=done.pk).update(sha256="0" * 64)
    assert client.get(download).status_code == 409
    assert client.post(at("form", issue, 1, "scroll")).status_code == 404


def test_a_proof_of_what_stands_is_made() -> None:
    issue, client = brought_to("planning"), browser(f.publications())
    assert client.post(at("proof", issue)).status_code == 302
    proof = Rendition.objects.get(kind="proof", issue=issue)
    assert reverse("office_progress", args=[proof.pk]) in client.get(at("issue", issue)).content.decode()
    f.finish_rendition(proof)
    assert reverse("pdf", args=[proof.pk]) in client.get(at("issue", issue)).content.decode()
    empty = client.post(at("proof", brought_to("empty")))
    assert empty.status_code == 422 and "nothing to print" in words_of(empty.content.decode())


def test_a_correction_goes_from_choosing_the_article_to_edition_2() -> None:
    issue = brought_to("published", articles=2)
    client, article = browser(f.publications()), article_of(issue)
    page = client.get(at("correct", issue)).content.decode()
    assert page.count('name="article"') == 2
    answer = client.post(at("correct", issue), {"article": article.pk, "reason": "Three days, not two"})
    opened = correction_of(issue)
    assert answer["Location"] == reverse("office_correction", args=[opened.pk])
    page = client.get(answer["Location"]).content.decode()
    form = next(form for form in forms_of(page) if "erratum" in form["fields"])
    client.post(form["action"], form["fields"] | {"erratum": "The port was closed for three days."})
    opened.refresh_from_db()
    assert opened.erratum == "The port was closed for three days."
    f.walk_on(f.fresh(article))
    assert client.post(at("move", issue, "approve_correction")).status_code == 302
    held = client.get(reverse("office_correction", args=[opened.pk])).content.decode()
    assert "is approved with it" in held and not [
        form for form in forms_of(held) if "erratum" in form["fields"]
    ]
    f.finish_rendition(f.pdf_of(issue))
    assert client.post(at("move", issue, "publish_correction")).status_code == 302
    opened.refresh_from_db()
    assert opened.state == CorrectionState.PUBLISHED
    over = client.post(
        reverse("office_correction", args=[opened.pk]), {"erratum": "Later words", "expected_version": 1}
    )
    assert over.status_code == 422 and "Later words" in over.content.decode()


@pytest.mark.parametrize("article", ["", "x", "0", "²", "99999999999999999999", "one's own"])
def test_an_article_that_is_none_is_refused_and_the_reason_kept(article: str) -> None:
    issue, client = brought_to("published"), browser(f.editor())
    answer = client.post(at("correct", issue), {"article": article, "reason": HOSTILE})
    html = answer.content.decode()
    assert answer.status_code == 422 and "Choose the article" in words_of(html)
    assert next(form for form in forms_of(html) if "reason" in form["fields"])["fields"]["reason"] == HOSTILE
    assert not Correction.objects.exists()


def test_an_article_of_another_issue_is_none_of_this_one() -> None:
    issue, other = brought_to("published"), brought_to("published")
    data = {"article": article_of(other).pk, "reason": "Wrong"}
    assert browser(f.editor()).post(at("correct", issue), data).status_code == 422
    planned = brought_to("planning")
    assert "not published yet" in browser(f.editor()).get(at("correct", planned)).content.decode()


def test_two_who_write_an_erratum_see_both_texts() -> None:
    issue = brought_to("correcting")
    address = reverse("office_correction", args=[correction_of(issue).pk])
    version = correction_of(issue).version
    first, second = browser(f.publications()), browser(f.editor())
    assert first.post(address, {"erratum": "Two days.", "expected_version": version}).status_code == 302
    answer = second.post(address, {"erratum": "Three days.", "expected_version": version})
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Two days." in html and "Three days." in html
    form = next(form for form in forms_of(html) if "erratum" in form["fields"])
    assert second.post(form["action"], form["fields"]).status_code == 302
    assert correction_of(issue).erratum == "Three days."
    for hostile in ("", "x", "²", "9" * 40):
        assert second.post(address, {"erratum": "Kept", "expected_version": hostile}).status_code == 409


def test_a_correction_is_given_up_when_the_article_reads_as_it_was() -> None:
    issue, client = brought_to("correcting"), browser(f.publications())
    drop = reverse("office_drop", args=[correction_of(issue).pk])
    without = client.post(drop, {"reason": " "})
    assert without.status_code == 422
    article = Article.objects.get(pk=article_of(issue).pk)
    was, article.dek = article.dek, "Mended"
    boss = f.editor()
    f.content.save_item(item=article, by=boss)
    refused = client.post(drop, {"reason": "It was right"})
    assert refused.status_code == 422 and "It was right" in refused.content.decode()
    article = f.fresh(article)
    article.dek = was
    f.content.save_item(item=article, by=boss)
    assert client.post(drop, {"reason": "It was right"})["Location"] == at("issue", issue) + "#corrections"
    assert not open_corrections(issue).exists()
    assert browser(f.author()).post(drop, {"reason": "x"}).status_code == 404
