"""The desk's pages of issues and their files."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse

from editorial.issues.models import Issue, Rendition
from editorial.issues.operations import available_issue_moves, request_proof
from editorial.states import IssueState, Role
from tests import factories as f
from tests.integration.admin.pages import act_of, browser, edit_form, offered_moves, page_of
from tests.integration.issues.test_operations import brought_to

pytestmark = pytest.mark.django_db
READERS = {Role.EDITOR, Role.FACT_CHECKER, Role.PUBLICATIONS, Role.ADMINISTRATOR}


@pytest.mark.parametrize("state", IssueState.values)
def test_the_page_offers_exactly_the_moves_that_are_available(state: str) -> None:
    issue = brought_to(state)
    for role in [*Role, None]:
        user = f.person(*([role] if role else []))
        answer = browser(user).get(page_of(issue))
        if role not in READERS:
            assert (answer.status_code, answer["Location"]) == (302, "/")
            continue
        assert answer.status_code == 200
        available = {
            a.move.name: not a.blockers or a.may_override for a in available_issue_moves(user, issue)
        }
        assert offered_moves(answer.content.decode(), issue) == available


@pytest.mark.parametrize("state", IssueState.values)
def test_a_direct_post_of_any_move_is_an_answer(state: str) -> None:
    issue = brought_to(state)
    for role in [*Role, None]:
        user = f.person(*([role] if role else []))
        for move in ("close", "approve", "reopen", "publish", "bogus", ""):
            available = {a.move.name: a for a in available_issue_moves(user, Issue.objects.get(pk=issue.pk))}
            answer = browser(user).post(act_of(issue, "move"), {"move": move})
            if role not in READERS:
                assert answer.status_code == 403
                continue
            if move in available:
                expected = 422 if available[move].blockers or move == "reopen" else 302
                assert answer.status_code == expected, (role, move)
            else:
                assert answer.status_code in (403, 409), (role, move)
            if answer.status_code == 302:
                return


def test_an_article_withdrawn_from_under_an_approved_issue_is_said_and_not_a_500() -> None:
    issue = brought_to("approved")
    f.move(issue.articles.get(), "withdraw", f.administrator(), override=True, reason="Libel")
    assert browser(f.publications()).post(act_of(issue, "move"), {"move": "publish"}).status_code == 422


def test_articles_are_placed_ordered_and_taken_out_on_the_page() -> None:
    first, second = f.walked_to("approved"), f.walked_to("approved")
    issue, client = f.issue_of([first]), browser(f.publications())
    assert client.post(act_of(issue, "place"), {"article": second.pk}).status_code == 302
    assert client.post(
        act_of(issue, "order"), {f"place-{first.pk}": "2", f"place-{second.pk}": "1"}
    ).status_code == 302  # fmt: skip
    assert list(issue.articles.order_by("position")) == [second, first]
    assert client.post(act_of(issue, "take_out"), {"article": first.pk}).status_code == 302
    assert list(issue.articles.all()) == [second]


@pytest.mark.parametrize("data", [{}, {"place-1": "x"}, {"place-x": "1"}, {"place-1": "1", "place-2": "1"},
                                  {"place-99999": "1"}, {"place-99999999999999999999": "1"}])  # fmt: skip
def test_an_order_that_is_none_is_refused_with_words(data: dict[str, str]) -> None:
    issue = f.issue_of([f.walked_to("approved"), f.walked_to("approved")])
    answer = browser(f.editor()).post(act_of(issue, "order"), data)
    assert answer.status_code == 422
    assert "Give each article a place" in answer.content.decode()


@pytest.mark.parametrize("article", ["", "x", "0", "99999999", "99999999999999999999", "²"])
def test_an_article_that_does_not_exist_is_not_found(article: str) -> None:
    issue = f.issue_of([])
    for act in ("place", "take_out"):
        assert browser(f.editor()).post(act_of(issue, act), {"article": article}).status_code == 404


def test_nobody_places_an_article_that_they_may_not_know_of() -> None:
    secret, issue = f.complete_article(), f.issue_of([])
    for user in (f.editor(), f.publications()):
        assert browser(user).post(act_of(issue, "place"), {"article": secret.pk}).status_code == 404


def test_an_issue_begins_and_is_edited_in_planning_only() -> None:
    client = browser(f.editor())
    f.section()
    data = {
        "month": "2031-05-01",
        "volume": "3",
        "number": "5",
        "title": "May",
        "publication_date": "2031-05-30",
    }
    add = reverse("admin:editorial_issue_add")
    assert client.post(add, data).status_code == 302
    assert client.post(add, data).status_code == 200
    assert client.post(add, data | {"month": "2031-06-02", "number": "6"}).status_code == 200
    issue = Issue.objects.get()
    assert (issue.reference, issue.issue_sections.count()) == ("2031-05", 1)
    assert client.post(page_of(issue), edit_form(client, issue) | {"title": "Spring"}).status_code == 302
    closed = brought_to("closed")
    form = {"month": f"{closed.month}", "volume": closed.volume, "number": closed.number, "title": "Too late"}
    assert client.post(page_of(closed), form).status_code == 403
    assert Issue.objects.get(pk=closed.pk).title == ""


def test_a_finished_pdf_is_for_the_desk_and_the_office_and_only_as_it_was_made() -> None:
    issue = f.approved_issue()
    rendition = f.pdf_of(issue)
    address = reverse("pdf", args=[rendition.pk])
    office = browser(f.publications())
    assert office.get(address).status_code == 404
    data = b"%PDF-1.7 test"
    name = default_storage.save(f"renditions/test-{rendition.pk}.pdf", ContentFile(data))
    sha = "7d0a" + "0" * 60
    f.finish_rendition(rendition, file=name, sha256=sha)
    assert office.get(address).status_code == 409
    import hashlib

    Rendition.objects.filter(pk=rendition.pk).update(sha256=hashlib.sha256(data).hexdigest())
    for role in [*Role, None]:
        client = browser(f.person(*([role] if role else [])))
        answer = client.get(address)
        assert answer.status_code == (200 if role in READERS else 404), role
    assert office.get(f"/{name}").status_code == 404
    default_storage.delete(name)
    assert office.get(address).status_code == 409


def test_progress_is_for_those_who_see_the_issue() -> None:
    proof = request_proof(issue=f.issue_of([f.walked_to("in_review")]), by=f.editor())
    address = reverse("admin:editorial_rendition_progress", args=[proof.pk])
    assert browser(f.editor()).get(address).json()["status"] == "queued"
    assert browser(f.author()).get(address).status_code == 302
    restart = reverse("admin:editorial_rendition_restart", args=[proof.pk])
    assert browser(f.editor()).post(restart).status_code == 409
    assert browser(f.author()).post(restart).status_code == 403


def test_a_release_review_is_recorded_on_the_page() -> None:
    issue = brought_to("closed")
    data = {"review": "Security", "outcome": "cleared", "reviewer": "Col. Lee"}
    assert browser(f.editor()).post(act_of(issue, "review"), data).status_code == 403
    assert browser(f.publications()).post(act_of(issue, "review"), data | {"outcome": "x"}).status_code == 422
    assert browser(f.publications()).post(act_of(issue, "review"), data).status_code == 302
    assert issue.release_reviews.get().reviewer == "Col. Lee"


@pytest.mark.parametrize("model", ["author", "section", "article", "issue"])
@pytest.mark.parametrize("role", list(Role))
def test_every_list_opens_or_is_refused(model: str, role: Role) -> None:
    f.published_issue()
    client = browser(f.person(role))
    for act in ("changelist", "add"):
        answer = client.get(reverse(f"admin:editorial_{model}_{act}"))
        assert answer.status_code in ((302,) if role == Role.AUTHOR else (200, 403))


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_accounts_are_an_administrators(role: Role) -> None:
    somebody = f.person()
    client = browser(f.person(role))
    page = reverse("admin:auth_user_change", args=[somebody.pk])
    looking = 302 if role == Role.AUTHOR else 403  # authors are sent home from wherever they are at the desk
    assert client.get(page).status_code == looking
    assert client.post(page, {"first_name": "x", "roles": "administrator"}).status_code == 403
    assert client.get(reverse("admin:auth_user_changelist")).status_code == looking
    assert client.post(reverse("admin:auth_user_password_change", args=[somebody.pk]), {}).status_code == 403
