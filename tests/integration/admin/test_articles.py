"""The desk's pages of articles: what they offer, what they refuse and how, and that nothing typed is lost."""

import re
from typing import Any
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from editorial.content.models import Article, Byline, Excerpt, Footnote, Image
from editorial.factcheck.models import Check, Clearance
from editorial.factcheck.queries import findings
from editorial.states import ArticleState, Role
from editorial.workflow.models import LogEntry
from editorial.workflow.operations import add_comment, available_moves
from editorial.workflow.transitions import TRANSITIONS
from tests import factories as f
from tests.integration.admin.pages import act_of, author_at_desk, browser, edit_form, offered_moves, page_of

pytestmark = pytest.mark.django_db
LIST = "admin:editorial_article_changelist"


@pytest.mark.parametrize("state", ArticleState.values)
def test_the_page_offers_exactly_the_moves_that_are_available(state: str) -> None:
    writer = author_at_desk()
    article = f.walked_to(state, author=writer)
    people = [f.person(role) for role in Role if role != Role.AUTHOR] + [writer, f.person(*Role)]
    for user in people:
        answer = browser(user).get(page_of(article))
        available = {
            a.move.name: not a.blockers or a.may_override for a in available_moves(user, f.fresh(article))
        }
        if answer.status_code == 200:
            assert offered_moves(answer.content.decode(), article) == available, user.groups.all()
        else:
            assert available == {}
            assert answer.status_code in (403, 404)


@pytest.mark.parametrize("state", ArticleState.values)
def test_a_direct_post_of_any_move_by_anybody_is_an_answer_and_never_a_500(state: str) -> None:
    writer = author_at_desk()
    article = f.walked_to(state, author=writer)
    people = {role: f.person(role) for role in Role} | {"own": writer, "none": f.person()}
    for who, user in people.items():
        for move in [*TRANSITIONS, "bogus", ""]:
            before = f.fresh(article)
            available = {a.move.name: a for a in available_moves(user, before)}
            answer = browser(user).post(act_of(article, "move"), {"move": move})
            seen = state == "published" or who in ("own", Role.ADMINISTRATOR)
            seen = seen or (who in (Role.EDITOR, Role.FACT_CHECKER) and before.submitted_at is not None)
            if who in (Role.AUTHOR, "none"):
                expected = 403
            elif not seen:
                expected = 404
            elif move not in TRANSITIONS or state not in TRANSITIONS[move].sources:
                expected = 409
            elif move not in available:
                expected = 403
            elif TRANSITIONS[move].needs_reason or available[move].blockers:
                expected = 422
            else:
                expected = 302
            assert answer.status_code == expected, (who, move, answer.status_code)
            if answer.status_code == 302:
                Article.objects.filter(pk=article.pk).update(state=state)
                LogEntry.objects.filter(article=article, move=move).latest("pk").delete()
            else:
                assert f.fresh(article).state == state


@pytest.mark.parametrize("state, move", [("in_review", "accept"), ("fact_check", "clear")])
def test_authors_decide_nothing_about_their_own_article_by_any_post(state: str, move: str) -> None:
    writer = f.person(*Role)
    article = f.walked_to(state, author=writer)
    client = browser(writer)
    assert move not in offered_moves(client.get(page_of(article)).content.decode(), article)
    for data in (
        {"move": move}, {"move": move, "override": "yes", "reason": "I insist"}, {"move": move, "state": "approved"},
    ):  # fmt: skip
        assert client.post(act_of(article, "move"), data).status_code == 403
    if state == "fact_check":
        item = article.excerpts.first()
        data = {"kind": "excerpt", "key": item.key, "verdict": "verified"}
        assert client.post(reverse("check_verdict", args=[article.pk]), data).status_code == 403
        image = {"key": article.images.get().key, "decision": "cleared", "note": "Mine"}
        assert client.post(reverse("check_clearance", args=[article.pk]), image).status_code == 403
    form = edit_form(client, article) | {"state": "approved", "_save": "Save"}
    client.post(page_of(article), form)
    client.post(reverse(LIST), {"action": "delete_selected", "_selected_action": article.pk, "post": "yes"})
    client.post(reverse("admin:editorial_article_delete", args=[article.pk]), {"post": "yes"})
    assert f.fresh(article).state == state
    assert not Check.objects.exists()
    assert not Clearance.objects.exists()


def test_moves_are_posts() -> None:
    article = f.walked_to("in_review")
    assert browser(f.editor()).get(act_of(article, "move"), {"move": "accept"}).status_code == 405
    assert f.fresh(article).state == "in_review"


def test_a_post_without_its_token_is_refused() -> None:
    article = f.walked_to("in_review")
    client = browser(f.editor())
    client.handler.enforce_csrf_checks = True
    assert client.post(act_of(article, "move"), {"move": "accept"}).status_code == 403
    assert f.fresh(article).state == "in_review"


def test_strangers_are_sent_to_the_sign_in() -> None:
    article = f.walked_to("published")
    for client in (Client(), browser(f.person(*Role, is_active=False))):
        for address in (page_of(article), reverse(LIST), act_of(article, "move")):
            answer = client.get(address, follow=True)
            assert answer.redirect_chain[-1][0] == f"{reverse('account_login')}?next={quote(address)}"
            assert answer.status_code == 200


@pytest.mark.parametrize("pk", ["0", "987654321", "99999999999999999999", "abc", "1_2Fx", "%00", "-1"])
def test_what_does_not_exist_is_not_found(pk: str) -> None:
    client = browser(f.administrator())
    for address in (
        f"{pk}/change/",
        f"{pk}/history/",
        f"{pk}/delete/",
        f"{pk}/move/",
        f"{pk}/comment/",
        f"{pk}/dismiss/",
    ):
        for ask in (client.get, client.post):
            answer = ask(f"/admin/editorial/article/{address}", {"move": "accept"}, follow=True)
            assert answer.status_code in (403, 404, 405), (address, answer.status_code)


def test_a_comment_that_does_not_exist_is_not_found() -> None:
    article = f.walked_to("fact_check")
    assert browser(f.fact_checker()).post(act_of(article, "resolve", 987654321)).status_code == 404


def test_answers_that_no_form_offers_are_refused_with_words() -> None:
    article = f.walked_to("fact_check")
    client = browser(f.fact_checker())
    for act, data, said in (
        ("dismiss", {"reason": ""}, "Give a reason"),
        ("dismiss", {"reason": "x"}, "This finding is gone"),
        ("comment", {"text": " "}, "cannot be blank"),
        ("comment", {"text": "a\x00b"}, "cannot hold"),
        ("move", {"move": "return", "reason": "a\x00b"}, "cannot hold"),
    ):
        answer = client.post(act_of(article, act), data)
        assert answer.status_code == 422, (act, data, answer.status_code)
        assert said in answer.content.decode(), (act, data)


def test_what_was_typed_survives_a_refusal() -> None:
    article = f.walked_to("in_review")
    Article.objects.filter(pk=article.pk).update(pull_quote="")
    reason = "Because <b>the minister</b> said “so”"
    answer = browser(f.administrator()).post(act_of(article, "move"), {"move": "accept", "reason": reason})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "Add a pull quote." in html
    assert "Because &lt;b&gt;the minister&lt;/b&gt; said “so”" in html
    assert '<input type="hidden" name="move" value="accept">' in html


def test_a_whole_article_goes_through_the_desk() -> None:
    desk, checker = f.editor(), f.fact_checker()
    article = f.walked_to("in_review", f.complete_article(title="A date: October 3, 2026"))
    comment = browser(desk).post(act_of(article, "comment"), {"text": "Sure?", "blocking": "yes"})
    assert comment.status_code == 302
    assert browser(desk).post(act_of(article, "move"), {"move": "accept"}).status_code == 422
    assert browser(desk).post(act_of(article, "resolve", article.comments.get().pk)).status_code == 302
    assert browser(desk).post(act_of(article, "move"), {"move": "accept"}).status_code == 302
    client = browser(checker)
    f.check_everything(article, checker)
    problem = findings(f.fresh(article))[0][0]
    data = {
        "kind": problem.item_kind, "key": problem.item_key, "code": problem.code, "found": problem.text,
        "reason": "It is a quotation",
    }  # fmt: skip
    assert client.post(act_of(article, "dismiss"), data).status_code == 302
    assert client.post(act_of(article, "move"), {"move": "clear"}).status_code == 302
    assert f.fresh(article).state == "approved"


# Editing


def test_editing_through_the_form_goes_through_the_operations() -> None:
    desk = f.editor()
    article = f.walked_to("in_review")
    client = browser(desk)
    form = edit_form(client, article) | {"title": "A new title", "excerpts-0-place": "Rome"}
    answer = client.post(page_of(article), form)
    assert answer.status_code == 302, re.findall(r"errorlist.*?</ul>", answer.content.decode(), re.DOTALL)
    stored = f.fresh(article)
    assert (stored.title, stored.excerpts.all()[0].place) == ("A new title", "Rome")
    for model in (Article.history.filter(id=article.pk), Excerpt.history.filter(article_id=article.pk)):
        row = model.first()
        assert (row.history_user, row.history_change_reason) == (desk, "Edited at the desk")
    assert stored.version == article.version + 1
    assert stored.excerpts.all()[1].version == article.excerpts.all()[1].version


def test_saving_a_form_in_which_nothing_was_changed_changes_nothing() -> None:
    desk = f.editor()
    article = f.walked_to("in_review")
    rows = Article.history.count(), Excerpt.history.count(), Image.history.count(), Byline.history.count()
    client = browser(desk)
    assert client.post(page_of(article), edit_form(client, article)).status_code == 302
    assert rows == (
        Article.history.count(), Excerpt.history.count(), Image.history.count(), Byline.history.count()
    )  # fmt: skip


def test_two_people_in_one_form_both_versions_are_shown_and_nothing_is_lost() -> None:
    article = f.walked_to("in_review")
    first, second = browser(f.editor()), browser(f.editor())
    early, late = edit_form(first, article), edit_form(second, article)
    assert (
        first.post(page_of(article), early | {"dek": "Hers", "excerpts-0-place": "Rome"}).status_code == 302
    )
    mine = late | {"dek": "Mine", "excerpts-0-outlet": "My outlet"}
    answer = second.post(page_of(article), mine)
    assert answer.status_code == 200
    html = answer.content.decode()
    assert "Hers" in html
    assert "Mine" in html
    assert "Rome" in html
    assert "My outlet" in html
    assert f.fresh(article).dek == "Hers"
    again = {n: v for n, v in form_fields(html).items() if "__prefix__" not in n}
    assert again["dek"] == "Mine"
    assert second.post(page_of(article), again).status_code == 302
    stored = f.fresh(article)
    assert stored.dek == "Mine"
    assert stored.excerpts.all()[0].outlet == "My outlet"
    assert "Hers" in [row.dek for row in Article.history.filter(id=article.pk)]


def form_fields(html: str) -> dict[str, str]:
    from tests.integration.admin.pages import forms_of

    return next(form for form in forms_of(html) if "title" in form["fields"])["fields"]


def test_an_excerpt_somebody_deleted_meanwhile_is_no_500() -> None:
    article = f.walked_to("in_review")
    client = browser(f.editor())
    form = edit_form(client, article) | {"excerpts-1-place": "Rome"}
    article.excerpts.last().delete()
    assert client.post(page_of(article), form).status_code in (200, 302, 409)


def test_a_form_open_while_the_article_moved_on_is_refused_and_saves_nothing() -> None:
    article = f.walked_to("fact_check")
    client = browser(f.editor())
    form = edit_form(client, article) | {"title": "Too late"}
    checker = f.fact_checker()
    f.check_everything(article, checker)
    f.move(article, "clear", checker)
    answer = client.post(page_of(article), form)
    assert answer.status_code in (200, 302, 403, 409)
    assert f.fresh(article).title == article.title


@pytest.mark.parametrize("role", [Role.FACT_CHECKER, Role.ADMINISTRATOR, Role.PUBLICATIONS])
def test_those_who_only_look_change_nothing_by_posting(role: Role) -> None:
    article = f.walked_to("in_review")
    form = edit_form(browser(f.editor()), article) | {"title": "Mine now"}
    client = browser(f.person(role))
    assert client.post(page_of(article), form).status_code in (403, 404)
    version = Article.history.filter(id=article.pk).last()
    for address in (f"{article.pk}/history/{version.pk}/", f"{article.pk}/history/{version.pk}/change/"):
        answer = client.post(f"/admin/editorial/article/{address}", form, follow=True)
        assert answer.status_code in (403, 404, 405)
    stored = f.fresh(article)
    assert (stored.title, stored.state) == (article.title, "in_review")


def test_parts_are_added_and_removed_through_the_form() -> None:
    desk = f.editor()
    article = f.walked_to("in_review")
    client = browser(desk)
    form = edit_form(client, article)
    form |= {"footnotes-2-key": "three", "footnotes-2-text": "<p>New</p>", "footnotes-TOTAL_FORMS": "3"}
    form |= {"footnotes-2-article": article.pk, "footnotes-2-id": "", "excerpts-1-DELETE": "on"}
    answer = client.post(page_of(article), form)
    assert answer.status_code == 302
    assert set(Footnote.objects.filter(article=article).values_list("key", flat=True)) == {
        "one",
        "two",
        "three",
    }
    assert Excerpt.objects.filter(article=article).count() == 1
    assert Excerpt.history.filter(article_id=article.pk, history_type="-").get().history_user == desk


def test_a_picture_goes_through_the_form_and_a_bad_one_is_refused_with_words() -> None:
    desk = f.editor()
    article = f.walked_to("in_review")
    client = browser(desk)
    old = article.images.get()
    form = edit_form(client, article)
    bad = client.post(page_of(article), form | {"images-0-file": SimpleUploadedFile("a.png", b"%!PS-Adobe")})
    assert bad.status_code == 200
    assert "not a PNG, JPEG or WebP" in bad.content.decode()
    good = SimpleUploadedFile("../../x.php", f.picture_file().read())
    answer = client.post(page_of(article), form | {"images-0-file": good})
    assert answer.status_code == 302
    image = Image.objects.get(article=article)
    assert image.sha256 != old.sha256
    assert image.file.name == f"images/{image.sha256[:2]}/{image.sha256}.png"


@pytest.mark.parametrize("fields", [{"images-0-file-clear": "on"}, {"images-0-license": "nonsense"},
                                    {"footnotes-1-key": "one"}, {"excerpts-0-original_language": "xx yy"},
                                    {"title": " "}, {"excerpts-0-published_on": "never"}, {"section": "99999"},
                                    {"bylines-0-author": ""}, {"title": "x" * 300_000}, {"commentary": "x" * 400_001},
                                    {"expected_version": "abc"}, {"excerpts-TOTAL_FORMS": "x"},
                                    {"excerpts-0-authors": "\x00"}, {"footnotes-0-key": "a b"}])  # fmt: skip
def test_nonsense_in_the_form_is_never_a_500(fields: dict[str, Any]) -> None:
    desk = f.editor()
    article = f.walked_to("in_review")
    client = browser(desk)
    answer = client.post(page_of(article), edit_form(client, article) | fields)
    assert answer.status_code in (200, 302, 400, 409)


def test_bylines_are_edited_in_the_form() -> None:
    desk = f.editor()
    article = f.walked_to("in_review")
    client = browser(desk)
    form = edit_form(client, article)
    colleague = f.author_record("A colleague")
    form |= {"bylines-1-author": colleague.pk, "bylines-1-article": article.pk, "bylines-1-id": ""}
    form |= {"bylines-TOTAL_FORMS": "2"}
    assert client.post(page_of(article), form).status_code == 302
    assert [str(b) for b in Byline.objects.filter(article=article)][1] == "A colleague"


def test_a_fact_checker_is_named_as_translator_and_whoever_is_named_already_stays() -> None:
    desk, checker, gone = f.editor(), f.fact_checker(), f.person()
    article = f.walked_to("in_review")
    article.excerpts.filter(position=1).update(translator=gone)
    client = browser(desk)
    form = edit_form(client, article)
    assert form["excerpts-0-translator"] == str(gone.pk)
    form |= {"excerpts-0-place": "Rome", "excerpts-1-translator": checker.pk}
    assert client.post(page_of(article), form).status_code == 302
    colleague = f.author()  # came after the form was first shown
    assert f'value="{colleague.pk}"' in client.get(page_of(article)).content.decode()
    translators = Excerpt.objects.filter(article=article).values_list("place", "translator")
    assert list(translators) == [("Rome", gone.pk), ("Paris", checker.pk)]


def test_an_author_who_works_at_the_desk_begins_an_article_there() -> None:
    writer = author_at_desk()
    client = browser(writer)
    add = reverse("admin:editorial_article_add")
    assert client.get(add).status_code == 200
    answer = client.post(
        add, {"title": "Begun", "dek": "", "pull_quote": "", "commentary": "<p>x</p>", "section": ""}
    )
    assert answer.status_code == 302
    made = Article.objects.get()
    assert (made.title, made.created_by, made.bylines.get().author.user) == ("Begun", writer, writer)
    for role in set(Role) - {Role.AUTHOR}:
        assert browser(f.person(role)).get(add).status_code == 403


# Who sees what


def test_foreign_drafts_do_not_exist_for_other_authors() -> None:
    article = f.complete_article(title="A secret draft")
    for user in (author_at_desk(), f.editor(), f.fact_checker(), f.publications()):
        client = browser(user)
        assert client.get(page_of(article)).status_code == 404
        assert client.post(page_of(article), {"title": "x"}).status_code == 404
        history = reverse("admin:editorial_article_history", args=[article.pk])
        assert client.get(history).status_code == 404
        assert "A secret draft" not in client.get(reverse(LIST)).content.decode()
        assert "A secret draft" not in client.get(reverse(LIST), {"q": "secret"}).content.decode()


def test_the_list_finds_words_of_the_commentary_and_filters() -> None:
    article = f.walked_to("in_review")
    client = browser(f.editor())
    for search in ("harbour", "Le Journal", "port est", article.title):
        assert article.title in client.get(reverse(LIST), {"q": search}).content.decode(), search
    assert article.title in client.get(reverse(LIST), {"state__exact": "in_review"}).content.decode()
    assert article.title not in client.get(reverse(LIST), {"state__exact": "approved"}).content.decode()


def test_pictures_are_for_those_who_may_see_the_article() -> None:
    writer = f.author()
    article = f.complete_article(writer)
    image = article.images.get()
    address = reverse("picture", args=[article.pk, image.key])
    answer = browser(writer).get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/png"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert b"".join(answer.streaming_content) == image.file.open().read()
    for user in (f.author(), f.editor(), f.publications(), f.person()):
        assert browser(user).get(address).status_code == 404
    f.move(article, "submit", writer)
    assert browser(f.editor()).get(address).status_code == 200
    assert browser(f.author()).get(address).status_code == 404
    other = f.complete_article(f.author())
    assert browser(writer).get(reverse("picture", args=[other.pk, image.key])).status_code == 404
    assert browser(writer).get(f"/{image.file.name}").status_code == 404


def test_the_list_asks_the_same_number_of_queries_for_3_and_for_30_articles() -> None:
    writer, client = f.author(), browser(f.editor())
    counts = []
    for wanted in (3, 30):
        while Article.objects.count() < wanted:
            article = f.walked_to("in_review", f.complete_article(writer, excerpts=1))
            add_comment(article=article, text="Hm.", by=writer)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            html = client.get(reverse(LIST)).content.decode()
        assert html.count('class="badge badge-in_review"') == wanted
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 25


@pytest.mark.parametrize("state", ["draft", "fact_check"])
def test_the_page_asks_the_same_number_of_queries_for_1_and_for_10_excerpts(state: str) -> None:
    counts = []
    for excerpts in (1, 10):
        article = f.walked_to(state, f.complete_article(excerpts=excerpts, images=excerpts))
        for _ in range(excerpts):
            add_comment(article=article, text="Hm.", by=article.created_by)
        client = browser(f.administrator() if state == "draft" else f.fact_checker())
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page_of(article)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1], f"{counts}"
