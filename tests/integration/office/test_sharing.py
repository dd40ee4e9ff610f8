"""The page of a proof's links: who sees it, what it shows once, and that nothing typed is lost."""

import logging
import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from editorial.issues.models import ProofLink, Rendition
from editorial.issues.proof_links import link_of, revoke_link
from editorial.states import ArticleState, JobStatus, Role
from tests import factories as f
from tests.integration.issues.test_proof_links import OFFICE, article_proof, issue_proof, share
from tests.integration.workspace.pages import browser, cold_queries_of, words_of

pytestmark = pytest.mark.django_db
TYPED = {"for_whom": "Dr. Vance, Security", "days": "7"}


def page_of(proof: Rendition) -> str:
    return reverse("office_share", args=[proof.pk])


def revoke_at(link: ProofLink) -> str:
    return reverse("office_share_revoke", args=[link.pk])


def address_in(html: str) -> str:
    found = re.search(r'id="address" value="([^"]*)"', html)
    return found[1] if found else ""


def test_a_link_is_made_and_its_address_shown_once() -> None:
    proof, client = issue_proof(), browser(f.editor())
    assert "Nobody outside has this proof yet" in client.get(page_of(proof)).content.decode()
    made = client.post(page_of(proof), TYPED)
    address = address_in(made.content.decode())
    assert (made.status_code, address.startswith("http://testserver/proofs/")) == (200, True)
    assert browser(None).get(address.removeprefix("http://testserver")).status_code == 200
    assert "no-store" in made["Cache-Control"]
    again = client.get(page_of(proof)).content.decode()
    token = address.split("/")[-2]
    assert token not in again and "Dr. Vance, Security" in again and "1 of 1 open" in words_of(again)


def test_the_address_is_the_public_one_whatever_host_was_asked(settings: Any) -> None:
    settings.PUBLIC_URL, settings.ALLOWED_HOSTS = (
        "https://digest.example.org",
        ["digest.example.org", "inside.example"],
    )
    proof, client = issue_proof(), browser(f.editor())
    for headers in (
        {"host": "inside.example"},
        {"host": "digest.example.org", "x-forwarded-host": "evil.example"},
    ):
        address = address_in(client.post(page_of(proof), TYPED, headers=headers).content.decode())
        assert address.startswith("https://digest.example.org/proofs/"), (headers, address)
    assert client.post(page_of(proof), TYPED, headers={"host": "evil.example"}).status_code == 400
    assert ProofLink.objects.count() == 2


def test_the_token_is_in_no_log_no_session_and_no_mail(caplog: pytest.LogCaptureFixture) -> None:
    proof, client = issue_proof(), browser(f.editor())
    with caplog.at_level(logging.DEBUG):
        address = address_in(client.post(page_of(proof), TYPED).content.decode())
        client.post(revoke_at(ProofLink.objects.get()))
    token = address.split("/")[-2]
    # What the database's own log at DEBUG has are digests; what Django logs of a refused address is masked (oewatch/logs.py).
    assert token not in caplog.text
    assert all(token not in str(session.get_decoded()) for session in Session.objects.all())
    assert not mail.outbox


@pytest.mark.parametrize("role", [*Role, None])
def test_who_sees_the_page(role: Role | None) -> None:
    of_issue, of_article = issue_proof(), article_proof()
    link, token = share(of_issue)
    client = browser(f.person(*([role] if role else [])))
    wanted = 200 if role in OFFICE else 404
    assert client.get(page_of(of_issue)).status_code == wanted
    assert client.get(page_of(of_article)).status_code == (
        200 if role in (Role.EDITOR, Role.ADMINISTRATOR) else 404
    )
    assert client.post(page_of(of_issue), TYPED).status_code == wanted
    assert client.post(revoke_at(link)).status_code == (302 if role in OFFICE else 404)
    assert (link_of(token) is None) == (role in OFFICE)


def test_signed_out_what_was_typed_is_kept() -> None:
    proof = issue_proof()
    assert browser(None).get(page_of(proof)).status_code == 302
    refused = browser(None).post(page_of(proof), TYPED)
    assert refused.status_code == 403 and "Dr. Vance, Security" in refused.content.decode()
    assert not ProofLink.objects.exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"for_whom": "Dr. Vance", "days": "0"}, "Choose from 1 to 30 days."),
        ({"for_whom": "Dr. Vance", "days": "31"}, "Choose from 1 to 30 days."),
        ({"for_whom": "Dr. Vance", "days": "9" * 30}, "Choose from 1 to 30 days."),
        ({"for_whom": "Dr. Vance", "days": "a week"}, "Give a number of days, such as 7."),
        ({"for_whom": " ", "days": "5"}, "Say who gets the link"),
        ({"for_whom": "\u200b", "days": "5"}, "Say who gets the link"),
        ({"for_whom": "x" * 300, "days": "5"}, "at most 200 letters"),
        ({"for_whom": "a\x00b", "days": "5"}, "Null characters are not allowed."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(typed: dict[str, str], said: str) -> None:
    proof = issue_proof()
    refused = browser(f.editor()).post(page_of(proof), typed)
    html = refused.content.decode()
    assert refused.status_code == 422 and said in words_of(html)
    assert f'value="{typed["days"]}"' in html
    assert (
        f'value="{typed["for_whom"]}"' in html
        or not typed["for_whom"].strip("\u200b ")
        or "\x00" in typed["for_whom"]
    )
    assert not ProofLink.objects.exists()


def test_what_somebody_typed_is_text_on_every_page() -> None:
    proof, client = issue_proof(), browser(f.editor())
    attack = '<img src=x onerror=alert(1)>"\u202e'
    made = client.post(page_of(proof), {"for_whom": attack, "days": "7"}).content.decode()
    outside = browser(None).get(address_in(made).removeprefix("http://testserver")).content.decode()
    for html in (made, outside, client.get(page_of(proof)).content.decode()):
        assert "<img src=x" not in html and "&lt;img src=x" in html


def test_a_link_is_taken_back_and_says_who_did() -> None:
    proof, client = issue_proof(), browser(f.publications())
    link, token = share(proof)
    assert client.get(revoke_at(link)).status_code == 405
    client.post(revoke_at(link))
    words = words_of(client.get(page_of(proof)).content.decode())
    assert (
        "Revoked" in words
        and "taken back by" in words
        and "The link for Dr. Vance, Security opens nothing" in words
    )
    assert link_of(token) is None
    late = client.post(revoke_at(link))
    assert late.status_code == 422 and "nothing to take back" in words_of(late.content.decode())
    assert client.post(reverse("office_share_revoke", args=[9_999_999])).status_code == 404


def test_what_became_of_each_link_is_said() -> None:
    proof, editor = issue_proof(), f.editor()
    leaver = f.editor()
    share(proof, editor, for_whom="Open")
    share(proof, editor, for_whom="Old", at=timezone.now() - timedelta(days=8))
    share(proof, leaver, for_whom="Left")
    revoke_link(link=share(proof, editor, for_whom="Back")[0], by=editor)
    leaver.is_active = False
    leaver.save()
    html = browser(editor).get(page_of(proof)).content.decode()
    rows = [words_of(row) for row in re.findall(r"<li>\s*<div>.*?</li>", html, re.DOTALL)]
    said = {row.split()[0]: row for row in rows}
    assert [said[name].split()[1] for name in ("Open", "Old", "Left", "Back")] == [
        "Open",
        "Expired",
        "Ended",
        "Revoked",
    ]
    assert {name for name, row in said.items() if "Take back" in row} == {"Open", "Left"}
    assert "1 of 4 open" in words_of(html)


def test_a_proof_that_is_not_there_any_more_is_not_shared_and_its_links_say_so() -> None:
    proof, client = issue_proof(), browser(f.editor())
    share(proof)
    Rendition.objects.filter(pk=proof.pk).update(status=JobStatus.FAILED, error_reason="Removed")
    words = words_of(client.get(page_of(proof)).content.decode())
    assert "there is nothing to share" in words and "The PDF that was shared is not there any more" in words
    refused = client.post(page_of(proof), TYPED)
    assert refused.status_code == 422 and "Make a new proof first" in words_of(refused.content.decode())
    edition = f.published_issue().renditions.filter(form="pdf").latest("pk")
    assert client.get(page_of(edition)).status_code == 404


def test_where_nobody_shares_there_is_no_page_and_no_way_to_it(settings: Any) -> None:
    proof, editor = issue_proof(), f.editor()
    assert proof.issue is not None
    places = [
        reverse("admin:editorial_issue_change", args=[proof.issue_id]),
        reverse("office_issue", args=[proof.issue.reference]),
    ]
    for shared in (True, False):
        settings.PROOF_LINK_MOST_DAYS = 30 if shared else 0
        client = browser(editor)
        assert client.get(page_of(proof)).status_code == (200 if shared else 404)
        for place in places:
            assert (page_of(proof) in client.get(place).content.decode()) == shared, place


def test_people_find_it_where_the_proof_is() -> None:
    proof = article_proof()
    assert proof.article is not None
    for person, sees in [(f.editor(), True), (f.fact_checker(), False), (proof.article.created_by, False)]:
        client = browser(person)
        page = client.get(reverse("article", args=[proof.article_id])).content.decode()
        assert (page_of(proof) in page) == sees, person
        told = client.get(
            reverse("proof_status", args=[proof.pk]), headers={"accept": "application/json"}
        ).json()
        assert told["share"] == (page_of(proof) if sees else None)


def test_the_page_asks_few_queries_however_much_there_is() -> None:
    editor, few, many = f.editor(), issue_proof(), issue_proof(articles=4)
    share(few, editor)
    for number in range(6):
        share(many, f.editor() if number % 2 else editor, at=timezone.now() - timedelta(days=number * 2))
    client: Client = browser(editor)
    asked = cold_queries_of(client, page_of(few))
    assert cold_queries_of(client, page_of(many)) <= asked + 1  # who took one back, where there is one
    assert asked <= 12


def test_pictures_that_nobody_cleared_are_told_before_a_link_is_made() -> None:
    client = browser(f.editor())
    waiting = issue_proof()
    assert "pictures that are not cleared" in words_of(client.get(page_of(waiting)).content.decode())
    cleared = f.walked_to(ArticleState.APPROVED)
    proof = f.finish_rendition(f.issues.request_proof(issue=f.issue_of([cleared]), by=f.editor()))
    assert "not cleared" not in words_of(client.get(page_of(proof)).content.decode())
