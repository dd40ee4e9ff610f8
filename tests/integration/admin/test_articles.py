"""The desk's pages of articles: what they offer, what they refuse and how, and that nothing typed is lost."""

import re
from html import escape
from urllib.parse import quote

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from editorial.admin.article_reading import read_article
from editorial.content.models import Article
from editorial.content.operations import delete_item, save_item
from editorial.factcheck.models import Check, Clearance
from editorial.factcheck.operations import drop_claim, mark_claim
from editorial.factcheck.queries import findings, item_statuses
from editorial.states import ArticleState, Role
from editorial.workflow.comments import About, add_comment
from editorial.workflow.models import LogEntry
from editorial.workflow.operations import available_moves
from editorial.workflow.reading import LISTS
from editorial.workflow.transitions import TRANSITIONS
from tests import factories as f
from tests.integration.admin.pages import act_of, author_at_desk, browser, offered_moves, page_of
from tests.integration.workspace.pages import words_of
from tests.lifting import lifted

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
                with lifted():
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
    client.post(page_of(article), {"state": "approved", "_save": "Save"})
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


@pytest.mark.parametrize(
    "pk", ["0", "987654321", "99999999999999999999", "9" * 5000, "abc", "1_2Fx", "%00", "-1"]
)
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
    client = browser(f.fact_checker())
    assert client.post(act_of(article, "resolve", 987654321)).status_code == 404
    for number in ("987654321", "9" * 5000, "none"):
        answer = client.post(act_of(article, "comment"), {"text": "I agree.", "answer_to": number})
        assert answer.status_code == 404
    assert not article.comments.exists()


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


# Editing: there is one editor, and it is not here


def test_editors_get_the_editor_and_authors_of_the_desk_begin_where_they_write() -> None:
    desk, writer = f.editor(), author_at_desk()
    article = f.walked_to("in_review")
    assert (
        f'href="{reverse("edit_article", args=[article.pk])}"'
        in browser(desk).get(page_of(article)).content.decode()
    )
    page = browser(f.fact_checker()).get(page_of(article)).content.decode()
    assert "/edit/" not in page.split('id="text"')[0].replace("/articles/0/edit/", "")
    assert "Only editors edit an article while it is in review" in page
    add = reverse("admin:editorial_article_add")
    answer = browser(writer).get(add)
    assert (answer.status_code, answer["Location"]) == (302, reverse("home"))
    for role in set(Role) - {Role.AUTHOR}:
        assert browser(f.person(role)).get(add).status_code == 403


@pytest.mark.parametrize("role", [Role.EDITOR, Role.FACT_CHECKER, Role.ADMINISTRATOR])
def test_a_save_from_a_form_of_before_is_refused_with_everything_that_was_typed(role: Role) -> None:
    article = f.walked_to("in_review")
    answer = browser(f.person(role)).post(
        page_of(article), {"title": "Mine <now>", "excerpts-0-place": "Rome", "_save": "Save"}
    )
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")
    html = answer.content.decode()
    assert "Mine &lt;now&gt;" in html and "Rome" in html
    assert f.fresh(article).title == article.title


def test_those_who_only_look_change_nothing_by_posting_to_the_history() -> None:
    article = f.walked_to("in_review")
    version = Article.history.filter(id=article.pk).last()
    for role in (Role.FACT_CHECKER, Role.ADMINISTRATOR, Role.PUBLICATIONS):
        client = browser(f.person(role))
        for address in (f"{article.pk}/history/{version.pk}/", f"{article.pk}/history/{version.pk}/change/"):
            answer = client.post(f"/admin/editorial/article/{address}", {"title": "Mine now"}, follow=True)
            assert answer.status_code in (403, 404, 405)
    stored = f.fresh(article)
    assert (stored.title, stored.state) == (article.title, "in_review")


# One readable page


def test_the_article_is_read_in_the_order_of_print_with_every_paragraph_placed() -> None:
    article = f.walked_to("in_review")
    html = browser(f.editor()).get(page_of(article)).content.decode()
    text = html[html.index('id="text"') :]
    first, second = article.excerpts.all()
    order = [
        article.title, article.dek, article.pull_quote, "The harbour was", "Fishermen asked",
        f'id="part-excerpt-{first.key}"', f'id="part-excerpt-{second.key}"', 'id="note-1"', 'id="note-2"',
        f'id="part-image-{article.images.get().key}"',
    ]  # fmt: skip
    places = [
        text.index(escape(one) if "id=" not in one else one) for one in order if one != "The harbour was"
    ]
    assert places == sorted(places)
    for kind, key, field in (
        ("article", "", "title"), ("article", "", "commentary"), ("excerpt", first.key, "body"),
        ("excerpt", first.key, "original_text"), ("footnote", "one", "text"),
        ("image", article.images.get().key, "caption"),
    ):  # fmt: skip
        assert (
            f'data-item-kind="{kind}" data-item-key="{key}" data-field="{field}" data-paragraph="0"' in text
        )


def test_claims_findings_and_remarks_are_marked_and_lead_to_their_entries() -> None:
    desk, checker = f.editor(), f.fact_checker()
    article = f.walked_to("fact_check", f.complete_article(title="A date: October 3, 2026"))
    claim = mark_claim(article=article, field="commentary", exact="three days", by=checker)
    about = About("article", "", "commentary", "asked for help")
    remark = add_comment(article=article, text="Whom?", by=desk, blocking=True, about=about)
    html = browser(desk).get(page_of(article)).content.decode()
    for name in (f"item-claim-{claim.key}", f"comment-{remark.pk}"):
        assert f'href="#{name}"' in html and f'id="{name}"' in html and f'id="mark-{name}"' in html
    finding = re.search(r'id="(finding-[0-9a-f]{12})"', html)
    assert finding and f'href="#{finding[1]}"' in html and f'id="mark-{finding[1]}"' in html
    assert re.search(r'<aside class="margin-note"[^>]*>.*Whom\?', html)


@pytest.mark.parametrize("role", [Role.EDITOR, Role.FACT_CHECKER])
def test_what_blocks_a_move_leads_to_where_it_is_settled(role: Role) -> None:
    article = f.walked_to("in_review" if role == Role.EDITOR else "fact_check")
    excerpt = article.excerpts.first()
    Article.objects.filter(pk=article.pk).update(pull_quote="")
    excerpt.__class__.objects.filter(pk=excerpt.pk).update(outlet="")
    remark = add_comment(article=article, text="Sure?", by=f.editor(), blocking=True)
    html = browser(f.person(role)).get(page_of(article)).content.decode()
    moves = html[html.index('aria-labelledby="moves-title"') : html.index('aria-labelledby="writers-title"')]
    links = set(re.findall(r'<a href="([^"]+)">', moves))
    if role == Role.EDITOR:
        edit = reverse("edit_article", args=[article.pk])
        assert {
            f"{edit}#pull_quote",
            f"{edit}#excerpt-{excerpt.key}-outlet",
            f"#comment-{remark.pk}",
        } <= links
    else:
        wanted = {
            "#text", f"#part-excerpt-{excerpt.key}", f"#item-excerpt-{excerpt.key}", f"#item-article-{article.key}",
            f"#item-translation-{excerpt.key}", "#item-footnote-one", f"#item-image-{article.images.get().key}",
        }  # fmt: skip
        assert wanted <= links
    for link in links:
        if link.startswith("#"):
            assert f'id="{link[1:]}"' in html, link


def test_who_edited_it_is_told_why_they_do_not_accept_and_everybody_who_wrote() -> None:
    desk, colleague = f.editor(), f.editor()
    article = f.walked_to("in_review")
    article.title = "A better title"
    save_item(item=article, by=desk)
    page = words_of(browser(desk).get(page_of(article)).content.decode())
    assert "Accept You wrote or edited this article, so somebody else decides about “Accept”." in page
    assert "You did , so you neither accept nor clear it." in page
    other = browser(colleague).get(page_of(article)).content.decode()
    assert f"{desk.get_full_name()} changed it since it was submitted" in words_of(other)
    assert offered_moves(other, article)["accept"] is True


def test_what_the_editors_changed_has_the_authors_words_beside_it() -> None:
    desk = f.editor()
    article = f.walked_to("in_review", f.complete_article(title="Boats of [the bay]"))
    client = browser(desk)
    html = client.get(page_of(article)).content.decode()
    assert 'class="was"' not in html
    article.commentary = article.commentary.replace("nobody answered", "no one replied")
    article.title = "Boats"
    save_item(item=article, by=desk)
    excerpt = article.excerpts.first()
    excerpt.outlet, excerpt.authors = "Le Port", ["Jeanne Petit", "Luc Grand"]
    save_item(item=excerpt, by=desk)
    save_item(item=f.Excerpt(article=article, outlet="Added"), by=desk)
    delete_item(item=f.fresh(article).footnotes.get(key="two"), by=desk)
    html = client.get(page_of(article)).content.decode()
    page = words_of(html)
    assert html.count("<summary>Changed since it was submitted") == 3
    assert "Boats of [the bay]" in page and "nobody answered" in page and "no one replied" in page
    assert "Le [taken out: Journal ] [put in: Port ]" in page
    assert "Luc Grand" in page and "Added since it was submitted" in page
    assert "1 excerpt, note or picture." in page
    f.move(f.fresh(article), "return", desk)
    assert "Changed since it was submitted" not in client.get(page_of(article)).content.decode()


@pytest.mark.parametrize("state", ArticleState.values)
def test_what_is_read_at_once_is_what_each_table_says(state: str) -> None:
    article = f.walked_to(state, f.complete_article(title="A date: October 3, 2026"))
    if state == "fact_check":
        checker = f.fact_checker()
        f.check_everything(article, checker)
        dropped = mark_claim(article=article, field="commentary", exact="three days", by=checker)
        mark_claim(article=article, field="commentary", exact="asked for help", by=checker)
        drop_claim(claim=dropped, reason="No", by=checker)
    boss = f.administrator()
    read = read_article(boss, article.pk)
    assert read is not None
    stored = f.fresh(article)
    for name in LISTS:
        rows, asked = list(getattr(read.article, name).all()), list(getattr(stored, name).all())
        assert [row.pk for row in rows] == [row.pk for row in asked], name
        for row, other in zip(rows, asked, strict=True):
            for field in row._meta.concrete_fields:
                mine, theirs = getattr(row, field.attname), getattr(other, field.attname)
                assert mine == theirs and type(mine) is type(theirs), (name, field.attname)
    assert available_moves(boss, read.article) == available_moves(boss, stored)
    assert [s.word for s in item_statuses(read.article)] == [s.word for s in item_statuses(stored)]
    assert all(
        hasattr(a, "dropped") == hasattr(b, "dropped")
        for a, b in zip(read.article.claims.all(), stored.claims.all(), strict=True)
    )
    assert read_article(f.author(), article.pk) is None or state == "published"


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
    assert article.title in client.get(reverse(LIST), {"state": "in_review"}).content.decode()
    assert article.title not in client.get(reverse(LIST), {"state": "approved"}).content.decode()


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
    assert counts[0] <= 12


@pytest.mark.parametrize("state", ["draft", "in_review", "fact_check", "published"])
@pytest.mark.parametrize("role", list(Role)[1:])
def test_the_page_asks_twelve_queries_at_most_for_1_and_for_3_of_everything(state: str, role: Role) -> None:
    desk, user = f.editor(), f.person(role)
    counts = []
    for many in (1, 3):
        article = f.walked_to(state, f.complete_article(excerpts=many, images=many))
        if state in ("in_review", "fact_check"):
            full_of_everything(article, many, desk)
        client = browser(user)
        asked = []
        for _ in range(3):  # what is asked once a minute (the archive) may fall into one of them
            with CaptureQueriesContext(connection) as queries:
                status = client.get(page_of(article)).status_code
            asked.append(len(queries) if status == 200 else 0)
        counts.append(min(asked))
    assert counts[0] == counts[1] <= 12, [query["sql"][:150] for query in queries]


def full_of_everything(article: Article, many: int, desk: User) -> None:
    """Remarks, answers and edits by several people; in fact-check also claims and checks that became void."""
    for number in range(many):
        by = f.editor()
        about = About("article", "", "commentary", "asked for help")
        said = add_comment(article=article, text=f"Hm {number}", by=by, blocking=True, about=about)
        add_comment(article=article, text="Well", by=desk, answer_to=said)
    if article.state == "fact_check":
        checker = f.fact_checker()
        f.check_everything(article, checker)
        mark_claim(article=article, field="commentary", exact="three days", by=checker)
    stored = f.fresh(article)
    stored.dek = "Another"
    save_item(item=stored, by=desk)
    for item in [*stored.excerpts.all(), *stored.footnotes.all(), *stored.images.all()]:
        field = {"excerpt": "place", "image": "caption"}.get(item.kind)
        if field:
            setattr(item, field, "Elsewhere")
            save_item(item=item, by=desk)
