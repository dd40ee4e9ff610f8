"""What a fact-checker records on the page: verdicts, clearances, claims, dismissals, moves; and what is refused."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from editorial.content.models import Article, Excerpt
from editorial.factcheck.models import Check, Claim, Clearance, Dismissal, DroppedClaim
from editorial.factcheck.operations import mark_claim, record_check
from editorial.factcheck.presence import who_is_looking
from editorial.factcheck.queries import findings, item_statuses
from editorial.states import ArticleState, Role
from tests import factories as f
from tests.integration.workspace.pages import browser, undone, words_of

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}
WRONG_DAY = "On Monday, 3 October 2026, a port"


def act_of(article: Article, act: str) -> str:
    return reverse(f"check_{act}", args=[article.pk])


def posts(article: Article) -> list[tuple[str, dict[str, Any]]]:
    """One good post of each act."""
    excerpt = {"kind": "excerpt", "key": article.excerpts.all()[0].key}
    problem = next(p for p, _dismissal in findings(article) if p.severity == "block")
    return [
        ("verdict", excerpt | {"verdict": "verified", "note": "Seen"}),
        ("verdict", excerpt | {"kind": "translation", "verdict": "disputed", "note": "No"}),
        ("verdict", {"kind": "article", "key": str(article.key), "verdict": "verified"}),
        ("verdict", {"kind": "footnote", "key": "one", "verdict": "cannot_verify", "note": "Where?"}),
        ("clearance", {"key": article.images.get().key, "decision": "cleared", "note": "Seen"}),
        ("mark_claim", {"field": "commentary", "exact": "nobody answered"}),
        ("dismiss", {
            "entry": "finding-1", "kind": problem.item_kind, "key": problem.item_key, "code": problem.code,
            "found": problem.text, "fingerprint": problem.fingerprint, "reason": "So in the source",
        }),
    ]  # fmt: skip


def recorded() -> int:
    return sum(kind.objects.count() for kind in (Check, Clearance, Claim, DroppedClaim, Dismissal))


@pytest.mark.parametrize("state", ArticleState.values)
def test_each_act_by_each_person_in_each_state_is_recorded_once_or_refused_with_words(state: str) -> None:
    author = f.author()
    made = f.complete_article(
        author, dek=WRONG_DAY if state in ("draft", "in_review", "fact_check") else "A port"
    )
    if state in ("draft", "in_review", "fact_check"):
        article = f.walked_to(state, made)
    else:
        article = f.walked_to(state, made)
        Article.objects.filter(pk=article.pk).update(dek=WRONG_DAY)
        article = f.fresh(article)
    people = {
        "author": author, "stranger": f.author(), "editor": f.editor(), "checker": f.fact_checker(),
        "office": f.publications(), "administrator": f.administrator(),
    }  # fmt: skip
    for who, user in people.items():
        sees = who in ("author", "administrator") or (
            who in ("editor", "checker") and article.submitted_at is not None
        )
        for act, data in posts(article):
            may = state == "fact_check" and who in ("checker", "administrator")
            if act == "dismiss":
                may = state in ("in_review", "fact_check") and who in ("editor", "checker", "administrator")
            for headers in ({}, JSON):
                with undone():
                    before = recorded()
                    answer = browser(user).post(act_of(article, act), data, headers=headers)
                    if not sees:
                        expected = 404
                    elif may:
                        expected = 200 if headers else 302
                    else:
                        expected = 403
                    assert answer.status_code == expected, (state, who, act, answer.status_code)
                    assert recorded() - before == may
                    if sees and not may and headers:
                        assert answer.json()["message"]


def test_signed_out_nothing_is_recorded_and_what_was_typed_comes_back() -> None:
    article = f.walked_to("fact_check", f.complete_article(dek=WRONG_DAY))
    for act, data in posts(article):
        answer = Client().post(act_of(article, act), data)
        assert answer.status_code == 403
        for typed in ("note", "reason", "exact"):
            assert data.get(typed, "") in answer.content.decode()
        assert Client().post(act_of(article, act), data, headers=JSON).status_code == 401
    assert recorded() == 0


def test_only_posts_change_anything() -> None:
    article = f.walked_to("fact_check")
    client = browser(f.fact_checker())
    for act in ("verdict", "clearance", "mark_claim", "drop_claim", "dismiss", "move", "here"):
        assert client.get(act_of(article, act)).status_code == 405
    for act in ("article", "now"):
        assert client.post(act_of(article, act)).status_code == 405
    client.handler.enforce_csrf_checks = True
    assert client.post(act_of(article, "verdict"), {}, headers=JSON).status_code == 403


@pytest.mark.parametrize("pk", ["0", "987654321", "99999999999999999999"])
def test_an_article_that_does_not_exist_is_not_found(pk: str) -> None:
    client = browser(f.administrator())
    for act in ("verdict", "clearance", "claims", "claims/drop", "dismiss", "move", "here"):
        assert client.post(f"/check/{pk}/{act}/").status_code == 404
    for page in ("", "now/"):
        assert client.get(f"/check/{pk}/{page}").status_code == 404


def test_answers_that_no_form_offers_are_refused_with_words() -> None:
    article = f.walked_to("fact_check")
    client = browser(f.fact_checker())
    excerpt = {"kind": "excerpt", "key": article.excerpts.all()[0].key}
    image = {"key": article.images.get().key}
    file = SimpleUploadedFile("page.html", b"<script>alert(1)</script>")
    for act, data, said in (
        ("verdict", excerpt | {"verdict": "fine"}, "Choose one of the offered answers"),
        ("verdict", excerpt | {"verdict": "disputed"}, "Give a reason for “Disputed”"),
        (
            "verdict",
            excerpt | {"verdict": "verified", "evidence_url": "javascript:x"},
            "Give a full web address",
        ),
        (
            "verdict",
            excerpt | {"verdict": "verified", "evidence_file": file},
            "Evidence is a PDF or a picture",
        ),
        ("verdict", excerpt | {"verdict": "verified", "note": "a\x00b"}, "cannot hold"),
        ("verdict", {"kind": "excerpt", "key": "gone", "verdict": "verified"}, "somebody removed it"),
        ("verdict", {"kind": "image", "key": image["key"], "verdict": "verified"}, "somebody removed it"),
        ("verdict", {"verdict": "verified"}, "somebody removed it"),
        ("clearance", image | {"decision": "cleared"}, "say what shows it"),
        ("clearance", image | {"decision": "cleared", "note": "x", "expires_on": "soon"}, "is not a date"),
        ("clearance", {"key": "gone", "decision": "cleared", "note": "x"}, "somebody removed it"),
        ("mark_claim", {"field": "commentary", "exact": "not in it"}, "is not in the text"),
        ("mark_claim", {"field": "body", "exact": "The port"}, "is not in the text"),
        ("mark_claim", {"field": "commentary", "exact": " "}, "is not in the text"),
        ("mark_claim", {}, "is not in the text"),
        ("drop_claim", {"key": "gone", "reason": "x"}, "somebody removed it"),
        ("dismiss", {"reason": ""}, "Give a reason"),
        ("dismiss", {"reason": "x"}, "This finding is gone"),
    ):
        for headers in ({}, JSON):
            if "evidence_file" in data:
                file.seek(0)
            answer = client.post(act_of(article, act), data, headers=headers)
            assert answer.status_code == 422, (act, data, answer.status_code)
            words = answer.json()["message"] if headers else words_of(answer.content.decode())
            assert said in words, (act, data)
    assert recorded() == 0


def test_a_refused_form_comes_back_with_everything_typed() -> None:
    article = f.walked_to("fact_check")
    data = {
        "kind": "excerpt", "key": article.excerpts.all()[0].key, "verdict": "verified", "note": "<b>Said “so”",
        "evidence_url": "not an address", "archived_url": "https://archive.example/1",
    }  # fmt: skip
    answer = browser(f.fact_checker()).post(act_of(article, "verdict"), data)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "&lt;b&gt;Said “so”" in html
    assert 'value="not an address"' in html and 'value="https://archive.example/1"' in html
    assert html.count('<details name="entry" open>') == 1


def test_a_refusal_names_its_field() -> None:
    article = f.walked_to("fact_check")
    client = browser(f.fact_checker())
    excerpt = {"kind": "excerpt", "key": article.excerpts.all()[0].key, "verdict": "verified"}
    file = SimpleUploadedFile("page.html", b"<script>alert(1)</script>")
    for act, data, field, label in (
        ("verdict", excerpt | {"archived_url": "in the folder"}, "archived_url", "Archived copy: "),
        ("verdict", excerpt | {"evidence_url": "in the folder"}, "evidence_url", "Evidence: "),
        ("verdict", excerpt | {"evidence_file": file}, "evidence_file", "File: "),
        ("verdict", excerpt | {"verdict": "disputed"}, "note", "Note: "),
        ("drop_claim", {"key": "gone", "reason": "x"}, "", ""),
        ("dismiss", {"reason": ""}, "reason", "Reason: "),
        ("mark_claim", {"field": "commentary", "exact": "not in it"}, "exact", "The passage: "),
        ("clearance", {"key": article.images.get().key, "decision": "cleared", "expires_on": "soon"},
         "expires_on", "May be printed until: "),
    ):  # fmt: skip
        file.seek(0)
        answer = client.post(act_of(article, act), data, headers=JSON).json()
        assert answer["field"] == field and answer["message"].startswith(label), (act, answer["message"])
        if act == "verdict":
            file.seek(0)
            html = client.post(act_of(article, act), data).content.decode()
            assert f'name="{field}"' in next(
                tag for tag in re.findall(r"<[^>]+>", html) if " autofocus" in tag
            )


def test_a_stale_verdict_shows_the_difference_and_keeps_the_note() -> None:
    article = f.walked_to("fact_check")
    client = browser(f.fact_checker())
    excerpt = article.excerpts.all()[0]
    client.get(act_of(article, "article"))  # what the person reads
    seen = next(s.fingerprint for s in item_statuses(article) if s.item == excerpt)
    Excerpt.objects.filter(pk=excerpt.pk).update(place="Rome")
    data = {"kind": "excerpt", "key": excerpt.key, "verdict": "disputed", "seen": seen, "note": "Not so"}
    answer = client.post(act_of(article, "verdict"), data, headers=JSON)
    assert answer.status_code == 409
    assert answer.json()["error"] == "changed"
    words = words_of(answer.json()["changes"])
    assert "Place:" in words and "taken out: Paris" in words and "put in: Rome" in words
    html = client.post(act_of(article, "verdict"), data)
    assert html.status_code == 409
    assert "put in: Rome" in words_of(html.content.decode())
    assert ">Not so</textarea>" in html.content.decode()
    assert not Check.objects.exists()


def test_what_happened_is_said_with_what_is_left() -> None:
    article = f.walked_to("fact_check")
    client = browser(f.fact_checker())
    excerpt = article.excerpts.all()[0]
    data = {"kind": "excerpt", "key": excerpt.key, "verdict": "verified"}
    answer = client.post(act_of(article, "verdict"), data)
    place = f"excerpt-{excerpt.key}"
    assert answer.headers["Location"] == f"{act_of(article, 'article')}?at={place}#{place}"
    assert "Excerpt 1 verified by you. 7 left." in words_of(
        client.get(answer.headers["Location"]).content.decode()
    )
    said = client.post(act_of(article, "verdict"), data | {"kind": "translation"}, headers=JSON).json()
    assert said["said"] == "Translation of excerpt 1 verified by you. 6 left."
    assert (said["left"], said["entry"]) == (6, f"translation-{excerpt.key}")


def test_a_claim_is_marked_checked_and_dropped() -> None:
    article = f.walked_to("fact_check")
    client = browser(f.fact_checker())
    selector = {
        "field": "commentary",
        "exact": "nobody answered",
        "prefix": "asked for help, and ",
        "suffix": ".",
    }
    answer = client.post(act_of(article, "mark_claim"), selector, headers=JSON).json()
    claim = Claim.objects.get()
    assert answer["entry"] == f"claim-{claim.key}"
    assert f'id="claim-{claim.key}"' in answer["todo"]
    data = {"kind": "claim", "key": claim.key, "verdict": "verified", "evidence_url": "https://e.example/"}
    assert client.post(act_of(article, "verdict"), data).status_code == 302
    assert article.checks.get().anchor["exact"] == "nobody answered"
    assert client.post(act_of(article, "drop_claim"), {"key": claim.key, "reason": ""}).status_code == 422
    answer = client.post(
        act_of(article, "drop_claim"), {"key": claim.key, "reason": "Not a claim"}, headers=JSON
    )
    assert f'id="claim-{claim.key}"' not in answer.json()["todo"]
    assert DroppedClaim.objects.get().reason == "Not a claim"


def test_a_claim_of_another_article_is_out_of_reach() -> None:
    checker = f.fact_checker()
    one, other = f.walked_to("fact_check"), f.walked_to("fact_check")
    claim = mark_claim(article=other, field="commentary", exact="nobody answered", by=checker)
    client = browser(checker)
    for act, data in (
        ("drop_claim", {"key": claim.key, "reason": "x"}),
        ("verdict", {"kind": "claim", "key": claim.key, "verdict": "verified"}),
    ):
        assert client.post(act_of(one, act), data).status_code == 422
    assert not DroppedClaim.objects.exists() and not Check.objects.exists()


def test_one_of_two_findings_with_the_same_words_is_let_pass() -> None:
    article = f.complete_article(dek=WRONG_DAY, title="Again: Monday, 3 October 2026")
    article = f.walked_to("fact_check", article)
    client = browser(f.fact_checker())
    found = [
        p for p, _dismissal in findings(article) if p.severity == "block" and p.field in ("dek", "title")
    ]
    assert len(found) == 2
    second = found[1]
    data = {
        "kind": second.item_kind, "key": second.item_key, "code": second.code, "found": second.text,
        "fingerprint": second.fingerprint, "reason": "So in the source",
    }  # fmt: skip
    assert client.post(act_of(article, "dismiss"), data).status_code == 302
    assert Dismissal.objects.get().fingerprint == second.fingerprint
    still = [p for p, dismissal in findings(f.fresh(article)) if p.severity == "block" and dismissal is None]
    assert [p.field for p in still] == [found[0].field]


def test_clearing_and_returning() -> None:
    checker = f.fact_checker()
    article = f.walked_to("fact_check")
    client = browser(checker)
    answer = client.post(act_of(article, "move"), {"move": "clear"})
    assert answer.status_code == 422
    assert "Excerpt 1 is not checked yet." in answer.content.decode()
    assert client.post(act_of(article, "move"), {"move": "return", "reason": " "}).status_code == 422
    for other in ("accept", "withdraw", "publish", "", "bogus"):
        assert client.post(act_of(article, "move"), {"move": other, "reason": "x"}).status_code == 404
    f.check_everything(article, checker)
    with undone():
        answer = client.post(act_of(article, "move"), {"move": "return", "reason": "See the note."})
        assert answer.headers["Location"] == reverse("check_list")
        assert f.fresh(article).state == ArticleState.DRAFT
    answer = client.post(act_of(article, "move"), {"move": "clear"})
    assert answer.headers["Location"] == reverse("check_list")
    assert f.fresh(article).state == ArticleState.APPROVED
    assert client.post(act_of(article, "move"), {"move": "clear"}).status_code == 409


def test_its_author_clears_nothing() -> None:
    writer = f.person(Role.AUTHOR, Role.FACT_CHECKER)
    article = f.walked_to("fact_check", author=writer)
    f.check_everything(article, f.fact_checker())
    assert browser(writer).post(act_of(article, "move"), {"move": "clear"}).status_code == 403
    assert browser(f.editor()).post(act_of(article, "move"), {"move": "clear"}).status_code == 403


def test_who_checks_is_here_who_only_reads_is_not() -> None:
    checker, editor = f.fact_checker(), f.editor()
    article = f.walked_to("fact_check")
    among = [checker.pk, editor.pk]
    for user in (checker, editor):
        answer = browser(user).post(act_of(article, "here"), {"kind": "excerpt", "key": "k" * 200})
        assert answer.status_code == 204
    assert [one.name for one in who_is_looking(article.pk, among)] == [checker.get_full_name()]
    browser(checker).post(act_of(article, "here"), {"gone": "yes"})
    assert who_is_looking(article.pk, among) == []


def test_a_verdict_of_another_person_is_shown_with_their_name() -> None:
    one, other = f.fact_checker(), f.fact_checker()
    article = f.walked_to("fact_check")
    excerpt = article.excerpts.all()[0]
    record_check(item=excerpt, verdict="needs_change", by=other, note="The name is misspelled.")
    text = words_of(browser(one).get(act_of(article, "article")).content.decode())
    assert f"{other.get_full_name()} asked for a change in it on" in text
    assert "The name is misspelled." in text
