"""The desk's list of articles: who finds what, by which filters, in which order, and how many queries it takes."""

import csv
import io
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from editorial.content.models import Article, Byline, Excerpt, Image
from editorial.registers.models import Outlet
from editorial.search.models import SavedFilter
from editorial.states import Role
from editorial.workflow.comments import add_comment
from editorial.workflow.models import Assignment
from tests import factories as f
from tests.integration.admin.pages import author_at_desk, browser, forms_of
from tests.integration.workspace.pages import queries_of, words_of

pytestmark = pytest.mark.django_db
LIST = reverse("admin:editorial_article_changelist")
CSV = reverse("admin:editorial_article_csv")
WAY = reverse("admin:editorial_article_in_the_way")


def listed(user: User, **asked: Any) -> list[str]:
    """The titles that the page lists, which are those of the CSV."""
    client = browser(user)
    page = client.get(LIST, asked)
    assert page.status_code == 200, words_of(page.content.decode())
    titles = [row.article.title for row in page.context["rows"]]
    if page.context["found"].paginator.num_pages == 1:
        assert [row["Title"] for row in csv_of(client, **asked)] == titles
    return titles


def csv_of(client: Client, **asked: Any) -> list[dict[str, str]]:
    answer = client.get(CSV, asked)
    assert answer.status_code == 200
    text = b"".join(answer.streaming_content).decode()
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:])))


def test_drafts_that_were_never_submitted_are_found_by_their_authors_and_administrators_alone() -> None:
    writer = author_at_desk()
    f.complete_article(writer, title="Hidden narwhal")
    seen = {
        role: listed(f.person(role), q="narwhal")
        for role in (Role.EDITOR, Role.FACT_CHECKER, Role.PUBLICATIONS, Role.ADMINISTRATOR)
    }
    found = ["Hidden narwhal"]
    assert seen == {
        Role.EDITOR: [], Role.FACT_CHECKER: [], Role.PUBLICATIONS: [], Role.ADMINISTRATOR: found,
    }  # fmt: skip
    assert listed(writer, q="narwhal") == found
    assert listed(f.fact_checker(), state="draft") == []
    page = browser(f.fact_checker()).get(LIST, {"q": "narwhal"}).content.decode()
    assert "Hidden" not in page
    assert "No articles" in words_of(page)
    article = Article.objects.get()
    way = browser(f.fact_checker()).get(WAY, {"id": article.pk, "state": "draft"})
    assert way.json() == {"articles": {}}


def test_each_filter_keeps_what_it_names() -> None:
    writer, editor = f.author(), f.editor()
    outlet = Outlet(name="The Cove Post", country="PK")
    outlet.save()
    one = f.complete_article(writer, title="One", images=0)
    f.add_excerpt(one, writer, outlet="the cove POST", original_language="ps-Arab", translated_title="T")
    f.add_image(one, writer, license="CC-BY-SA-4.0", attribution="CC BY-SA 4.0")
    one = f.walked_to("in_review", one)
    two = f.walked_to("fact_check", f.complete_article(f.author(), title="Two"))
    three = f.walked_to("in_review", f.complete_article(writer, title="Three"))
    f.move(three, "return", f.editor())
    issue = f.issue_of([two])
    Assignment.objects.create(article=one, stage="in_review", person=editor, by=editor, at=timezone.now())
    yesterday = timezone.localdate() - timedelta(days=1)
    Assignment.objects.create(article=two, stage="fact_check", due_on=yesterday, by=editor, at=timezone.now())
    byline = Byline.objects.get(article=two)
    for asked, titles in (
        ({"state": "in_review"}, {"One"}), ({"state": ["in_review", "draft"]}, {"One", "Three"}),
        ({"issue": issue.reference}, {"Two"}), ({"issue": "none"}, {"One", "Three"}),
        ({"section": two.section_id}, {"Two"}), ({"section": "none"}, set()),
        ({"author": byline.author_id}, {"Two"}), ({"outlet": "THE COVE post"}, {"One"}), ({"outlet": "cove"}, set()),
        ({"country": "PK"}, {"One"}), ({"language": "ps"}, {"One"}), ({"language": "fr"}, {"One", "Two", "Three"}),
        ({"license": "CC-BY-SA-4.0"}, {"One"}), ({"license": "none"}, set()),
        ({"assigned": "me"}, {"One"}), ({"assigned": editor.pk}, {"One"}), ({"assigned": "none"}, {"Two"}),
        ({"late": "1"}, {"Two"}), ({"returned": "1"}, {"Three"}), ({"state": "", "q": ""}, {"One", "Two", "Three"}),
        ({"q": "harbour", "state": "fact_check", "language": "fr"}, {"Two"}), ({"q": "-one"}, {"Two", "Three"}),
    ):  # fmt: skip
        assert set(listed(editor, **asked)) == titles, asked


@pytest.mark.parametrize(
    "asked, said",
    [
        ({"state": "lost"}, "“lost” is not among the choices"),
        ({"issue": "2031-13"}, "“2031-13” is not among the choices"),
        ({"section": "x"}, "is not among the choices"),
        ({"author": "99999999999999999999"}, "is not among the choices"),
        ({"assigned": "you"}, "is not among the choices"),
        ({"country": "XX"}, "is not among the choices"),
        ({"language": "\x00"}, "is not among the choices"),
        ({"outlet": "a\x00b"}, "Null characters"),
        ({"outlet": "x" * 400}, "at most 300 characters"),
        ({"late": "maybe"}, "late=1"),
        ({"color": "red"}, "no filter named “color”"),
        ({"state__exact": "draft"}, "no filter named “state__exact”"),
        ({"order": "luck"}, "cannot be sorted by “luck”"),
        ({"page": "two"}, "“two” is not a number"),
        ({"<b>": "1"}, "no filter named “<b>”"),
    ],
)
def test_a_wrong_parameter_is_answered_with_words(asked: dict[str, str], said: str) -> None:
    f.walked_to("in_review", f.complete_article(title="Pelican"))
    client = browser(f.editor())
    for address in (LIST, CSV):
        answer = client.get(address, asked)
        assert answer.status_code == 422
        words = words_of(answer.content.decode())
        assert said in words
        assert "Pelican" not in words
    assert "<b>”" not in client.get(LIST, {"<b>": "1"}).content.decode()


def test_whatever_is_typed_into_the_box_is_a_page() -> None:
    f.walked_to("in_review", f.complete_article(title="Pelican"))
    client = browser(f.editor())
    for typed in (
        '"',
        "-",
        "\x00",
        "x" * 10_000,
        "AND NOT",
        "a:b*",
        "'; --",
        "%",
        "<script>",
        "\u202e",
        "🙂",
        "...",
    ):
        answer = client.get(LIST, {"q": typed})
        assert answer.status_code == 200, typed
        assert "<script>alert" not in answer.content.decode()
    assert "no letter or digit" in words_of(client.get(LIST, {"q": "..."}).content.decode())


def test_the_list_is_sorted_as_asked_and_turned_around() -> None:
    writer, editor = f.author(), f.editor()
    for title, section in (("Beta", "Zulu"), ("Alpha", "Yankee"), ("Gamma", "Xray")):
        f.walked_to("in_review", f.complete_article(writer, title=title, section=f.section(section)))
    f.walked_to("fact_check", f.complete_article(writer, title="Delta", section=f.section("Whiskey")))
    assert listed(editor, order="title") == ["Alpha", "Beta", "Delta", "Gamma"]
    assert listed(editor, order="-title") == ["Gamma", "Delta", "Beta", "Alpha"]
    assert listed(editor) == ["Beta", "Alpha", "Gamma", "Delta"]
    assert listed(editor, order="section") == ["Beta", "Alpha", "Gamma", "Delta"]
    assert listed(editor, order="-since")[0] == "Delta"
    assert listed(editor, q="gamma delta -x") == []
    for order in ("state", "issue", "-issue", "due", "-due", "relevance", "-section"):
        assert len(listed(editor, order=order)) == 4
    page = browser(editor).get(LIST, {"order": "title", "state": "in_review"}).content.decode()
    assert 'aria-sort="ascending"' in page
    assert "?order=-title&amp;state=in_review" in page


def test_the_rows_show_who_has_it_when_it_is_due_and_the_hit_escaped() -> None:
    editor = f.editor()
    article = f.complete_article(title="<i>Slanted</i>", dek="Ropes & <b>knots</b> of the harbor")
    article = f.walked_to("in_review", article)
    yesterday = timezone.localdate() - timedelta(days=1)
    Assignment.objects.create(
        article=article, stage="in_review", person=editor, due_on=yesterday, by=editor, at=timezone.now()
    )
    html = browser(f.editor()).get(LIST, {"q": "knots"}).content.decode()
    assert "Ropes &amp; &lt;b&gt;<mark>knots</mark>&lt;/b&gt; of the harbor" in html
    assert "&lt;i&gt;Slanted&lt;/i&gt;" in html
    words = words_of(html)
    assert editor.get_full_name() in words
    assert "Late: due" in words


def test_what_is_in_the_way_is_said_for_each_state() -> None:
    writer = f.author()
    draft = f.complete_article(writer, pull_quote="")
    review = f.walked_to("in_review")
    add_comment(article=review, text="Not so.", by=f.editor(), blocking=True)
    clean = f.walked_to("in_review")
    check = f.walked_to("fact_check")
    client = browser(f.administrator())

    def asked(state: str, *articles: Article) -> dict[str, Any]:
        return client.get(WAY, {"state": state, "id": [a.pk for a in articles]}).json()["articles"]

    assert asked("draft", draft)[str(draft.pk)]["first"] == ["Add a pull quote."]
    said = asked("in_review", review, clean, draft)
    assert set(said) == {str(review.pk), str(clean.pk)}
    assert "Not so." in said[str(review.pk)]["first"][0]
    assert said[str(clean.pk)]["ready"] == "Nothing"
    assert asked("fact_check", check)[str(check.pk)]["more"] > 0
    assert asked("approved", check) == {}
    assert client.get(WAY, {"state": "draft", "id": ["x", "9" * 40, "-1"]}).json() == {"articles": {}}
    assert client.post(WAY).status_code == 405


def crowd(wanted: int, state: str) -> None:
    writer = f.author()
    while Article.objects.filter(state=state).count() < wanted:
        article = f.walked_to(state, f.complete_article(writer, excerpts=1))
        if article.submitted_at:
            add_comment(article=article, text="Hm.", by=f.editor(), blocking=True)
        f.issue_of([article])
        if state != "draft":
            Assignment.objects.create(
                article=article,
                stage=state,
                person=f.editor(),
                due_on=date(2026, 1, 1),
                by=writer,
                at=timezone.now(),
            )


@pytest.mark.parametrize("state", ["draft", "in_review", "fact_check"])
def test_list_and_search_take_as_many_queries_for_many_rows_as_for_few(state: str) -> None:
    client = browser(f.administrator())
    for name in ("Mine", "Other"):
        SavedFilter.objects.create(name=name, by=f.editor(), query="q=x", shared=True, at=timezone.now())
    counts: list[dict[str, int]] = []
    for wanted in (2, 14):
        crowd(wanted, state)
        ids = "&".join(f"id={pk}" for pk in Article.objects.filter(state=state).values_list("pk", flat=True))
        addresses = {
            "list": LIST, "search": f"{LIST}?q=harbour", "late": f"{LIST}?late=1&order=due&assigned=none",
            "filtered": f"{LIST}?q={quote('harbour -nobody')}&outlet=le+journal&language=fr&license=CC-BY-4.0",
            "way": f"{WAY}?state={state}&{ids}",
        }  # fmt: skip
        assert len(client.get(LIST, {"q": "harbour"}).context["rows"]) == wanted
        counts.append({name: queries_of(client, address) for name, address in addresses.items()})
    assert counts[0] == counts[1]
    assert max(counts[0].values()) <= 12, counts[0]


def test_the_csv_takes_a_constant_number_of_queries_for_a_batch_and_is_streamed() -> None:
    crowd(3, "in_review")
    client = browser(f.administrator())
    taken = []
    for wanted in (3, 9):
        crowd(wanted, "in_review")
        with CaptureQueriesContext(connection) as made:
            answer = client.get(CSV)
            assert answer.streaming
            assert len(b"".join(answer.streaming_content).splitlines()) == wanted + 1
        taken.append(len(made))
    assert taken[0] == taken[1] <= 12


def test_the_csv_has_every_page_and_no_formula(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("editorial.admin.article_rows.PER_PAGE", 2)
    monkeypatch.setattr("editorial.admin.article_rows.CSV_BATCH", 2)
    writer = f.author()
    titles = ["=1+1", "Plain", "@cmd", "  -2", "Last, “quoted”"]
    for title in titles:
        f.walked_to("in_review", f.complete_article(writer, title=title))
    client = browser(f.editor())
    assert len(client.get(LIST).context["rows"]) == 2
    rows = csv_of(client, order="since")
    assert [row["Title"] for row in rows] == ["'=1+1", "Plain", "'@cmd", "'-2", "Last, “quoted”"]
    assert rows[0]["State"] == "In review"
    assert rows[0]["Outlets"] == "Le Journal"
    assert rows[0]["Languages of the sources"] == "fr"
    assert rows[0]["Address"].startswith("http")
    answer = client.get(CSV)
    assert answer["Content-Disposition"] == f'attachment; filename="articles-{timezone.localdate()}.csv"'
    assert "no-store" in answer["Cache-Control"]


def test_pages_are_walked_through_and_a_page_too_far_is_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("editorial.admin.article_rows.PER_PAGE", 2)
    writer = f.author()
    for number in range(5):
        f.walked_to("in_review", f.complete_article(writer, title=f"Harbour {number}"))
    client = browser(f.editor())
    for asked in ({}, {"q": "harbour"}, {"order": "title"}):
        titles = []
        for page in (1, 2, 3):
            titles += [row.article.title for row in client.get(LIST, asked | {"page": page}).context["rows"]]
        assert sorted(titles) == [f"Harbour {number}" for number in range(5)]
        last = client.get(LIST, asked | {"page": "900"})
        assert [row.article.title for row in last.context["rows"]] == titles[4:]
        assert 'aria-current="page">3</a>' in last.content.decode()


def test_the_page_says_that_articles_are_still_being_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "editorial.search.operations.index_waiting.__kwdefaults__", {"limit": 1}, raising=False
    )
    writer = f.author()
    for _ in range(3):
        f.complete_article(writer)
    words = words_of(browser(f.administrator()).get(LIST, {"q": "harbour"}).content.decode())
    assert "2 articles changed a moment ago and are still being read" in words


def test_only_reading_is_done_by_reading() -> None:
    client = browser(f.editor())
    for address in (LIST, CSV, WAY):
        assert client.post(address, {"action": "delete_selected"}).status_code == 405
    for name in ("filter_rename", "filter_delete"):
        assert client.get(reverse(f"admin:editorial_article_{name}", args=[1])).status_code == 405
    assert client.get(reverse("admin:editorial_article_filter_save")).status_code == 405


def test_editors_give_out_what_they_tick_and_nobody_else_sees_the_form() -> None:
    article = f.walked_to("in_review")
    editor = f.editor()
    page = browser(editor).get(LIST).content.decode()
    target = reverse("admin:editorial_article_assign_many")
    assert target in {form["action"] for form in forms_of(page)}
    data = {
        "articles": [article.pk],
        "stage": "in_review",
        "person": editor.pk,
        "next": f"{LIST}?state=in_review",
    }
    answer = browser(editor).post(target, data)
    assert answer.url == f"{LIST}?state=in_review"
    assert Assignment.objects.get().person == editor
    assert target not in browser(f.fact_checker()).get(LIST).content.decode()


def test_the_choices_are_looked_up_anew_for_what_was_made_since() -> None:
    editor = f.editor()
    article = f.walked_to("in_review")
    listed(editor)
    issue = f.issue_of([article])
    assert listed(editor, issue=issue.reference) == [article.title]
    Excerpt.objects.update(original_language="tg")
    assert listed(editor, language="tg") == [article.title]
    Image.objects.update(license="CC0-1.0")
    assert listed(editor, license="CC0-1.0") == [article.title]
