"""The list and the page of an article's fact-check: who sees what, what it says, what it costs."""

import re
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from editorial.checking.access import refusals
from editorial.content.models import Article, Excerpt
from editorial.content.operations import save_item
from editorial.errors import NotAllowed
from editorial.factcheck.models import Check
from editorial.factcheck.operations import check_refusal, drop_claim, mark_claim, record_check
from editorial.factcheck.presence import note_presence
from editorial.issues.models import Issue
from editorial.states import ArticleState, Role
from editorial.workflow.assignments import set_due_date
from editorial.workflow.comments import About, add_comment, decide_suggestion
from tests import factories as f
from tests.integration.workspace.pages import browser, cold_queries_of, queries_of, words_of
from tests.lifting import rewrite

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


def path_of(article: Article, name: str = "check_article") -> str:
    return reverse(name, args=[article.pk])


def page_of(article: Article, user: User) -> str:
    response = browser(user).get(path_of(article))
    assert response.status_code == 200
    return response.content.decode()


def row_of(html: str, name: str) -> str:
    """The words of one entry."""
    found = re.search(rf'<li id="{name}".*?(?=<li id=|</section>)', html, re.DOTALL)
    assert found, name
    return words_of(found[0])


@pytest.mark.parametrize("state", ArticleState.values)
def test_the_desk_and_its_authors_follow_the_fact_check_others_do_not_know_of_it(state: str) -> None:
    author = f.author()
    article = f.walked_to(state, author=author)
    desk = state not in (ArticleState.DRAFT, ArticleState.WITHDRAWN)  # that one was never submitted
    people = {
        author: True, f.author(): False, f.editor(): desk, f.fact_checker(): desk, f.publications(): False,
        f.administrator(): True, f.person(): False,
    }  # fmt: skip
    for user, sees in people.items():
        client = browser(user)
        for name in ("check_article", "check_now"):
            assert client.get(path_of(article, name)).status_code == (200 if sees else 404), (state, user)
    assert browser(None).get(path_of(article)).status_code == 302
    assert browser(None).get(path_of(article, "check_now"), headers=JSON).status_code == 401


@pytest.mark.parametrize("state", ArticleState.values)
def test_only_who_may_check_gets_forms_others_are_told_why(state: str) -> None:
    article = f.walked_to(state)
    for user in (f.administrator(), f.editor(), f.fact_checker()):
        response = browser(user).get(path_of(article))
        if response.status_code == 404:
            continue
        html = response.content.decode()
        may = state == "fact_check" and not user.groups.filter(name=Role.EDITOR).exists()
        assert (reverse("check_verdict", args=[article.pk]) in html) == may
        assert ("You can read along." in html) == (not may)


def test_a_writer_of_the_article_is_told_that_somebody_else_checks_it() -> None:
    writer = f.person(Role.AUTHOR, Role.FACT_CHECKER)
    article = f.walked_to("fact_check", author=writer)
    html = page_of(article, writer)
    assert "You wrote or edited this article, so somebody else checks it. You can read along." in html
    assert reverse("check_verdict", args=[article.pk]) not in html
    assert "You wrote or edited this article" in browser(writer).get(reverse("check_list")).content.decode()


def test_the_translator_is_told_why_the_translation_is_not_theirs() -> None:
    checker = f.fact_checker()
    article = f.complete_article()
    excerpt = article.excerpts.first()
    assert excerpt
    Excerpt.objects.filter(pk=excerpt.pk).update(translator=checker)
    html = page_of(f.walked_to("fact_check", f.fresh(article)), checker)
    for kind in ("translation", "excerpt"):
        assert "You translated this excerpt, so somebody else checks it." in row_of(
            html, f"{kind}-{excerpt.key}"
        )
        assert "Cannot verify" not in row_of(html, f"{kind}-{excerpt.key}")
    other = article.excerpts.all()[1]
    assert "Cannot verify" in row_of(html, f"translation-{other.key}")


def test_the_article_reads_as_it_is_with_its_claims_marked() -> None:
    checker = f.fact_checker()
    article = f.complete_article(dek="On Monday, 3 October 2026, a port")
    f.add_excerpt(article, article.created_by, original_title="إغلاق الميناء", original_language="ar")
    article = f.walked_to("fact_check", f.fresh(article))
    claim = mark_claim(article=article, field="commentary", exact="closed for three days", by=checker)
    record_check(item=claim, verdict="disputed", by=checker, note="Four.")
    html = page_of(article, checker)
    # The claim runs over the end of the italics, and the note's number is no part of it.
    assert f'id="mark-claim-{claim.key}"' in html
    marked = re.findall(
        rf'<span class="mark claim claim-bad[^"]*" data-marks="claim-{claim.key}[^"]*">([^<]*)<', html
    )
    assert "".join(marked) == "closed for three days"
    assert '<a href="#note-1"><span class="visually-hidden">Note </span>i</a>' in html
    assert '<bdi lang="ar">إغلاق الميناء</bdi>' in html
    assert '<div dir="auto" lang="fr">' in html
    assert re.search(r'<span class="mark finding finding-block[^"]*" data-marks="finding-[^"]*">Monday', html)
    assert "« Le port est fermé », a dit le ministre." in html


def test_a_text_written_past_the_operations_is_cleaned_for_the_page() -> None:
    article = f.walked_to("fact_check")
    Article.objects.filter(pk=article.pk).update(
        commentary='<p onclick="x()">Hm<script>alert(1)</script> &lt;b&gt; <img src=x onerror=alert(2)></p>',
        dek='<script>alert(3)</script>"><b>',
    )
    html = page_of(article, f.fact_checker())
    assert "alert(1)" not in html
    assert "onerror" not in html and "onclick" not in html
    assert "<script>alert(3)" not in html
    assert "&lt;b&gt;" in html


def test_what_changed_since_a_check_stands_there_word_by_word_without_tags() -> None:
    checker = f.fact_checker()
    article = f.walked_to("fact_check")
    excerpt = article.excerpts.first()
    assert excerpt
    record_check(
        item=excerpt, verdict="verified", by=checker, evidence_url="https://e.example/1", note="Read it."
    )
    Excerpt.objects.filter(pk=excerpt.pk).update(body="<p>“The port is open,” the minister said.</p>")
    html = page_of(article, checker)
    words = row_of(html, f"excerpt-{excerpt.key}")
    assert "Changed since" in words
    assert "[taken out: closed ]" in words and "[put in: open ]" in words
    assert "<p>“The port" not in words
    assert 'value="https://e.example/1"' in html and ">Read it.</textarea>" in html
    assert "1 changed since its check" in words_of(html)


def test_a_dispute_leaves_no_words_for_a_later_yes() -> None:
    checker = f.fact_checker()
    article = f.walked_to("fact_check")
    excerpt = article.excerpts.first()
    assert excerpt
    record_check(item=excerpt, verdict="disputed", by=checker, note="Wrong day.")
    html = page_of(article, checker)
    assert "Wrong day." in row_of(html, f"excerpt-{excerpt.key}")
    assert ">Wrong day.</textarea>" not in html


def test_the_title_says_how_much_is_left() -> None:
    checker = f.fact_checker()
    article = f.walked_to("fact_check", f.complete_article(title="Three Days"))
    assert "<title>8 left: Three Days – oewatch</title>" in page_of(article, checker)
    f.check_everything(article, checker)
    html = page_of(article, checker)
    assert "<title>All checked: Three Days – oewatch</title>" in html
    assert "Everything is verified and every image may be printed." in html


def test_the_bar_and_what_is_left_agree() -> None:
    checker = f.fact_checker()
    article = f.walked_to("fact_check", f.complete_article(dek="On Monday, 3 October 2026, a port"))
    f.check_everything(article, checker)
    for text in (
        words_of(page_of(article, checker)),
        words_of(browser(checker).get(reverse("check_list")).content.decode()),
    ):
        assert "8 of 8 checked, 1 finding left" in text
    assert "1 left" in words_of(page_of(article, checker))


def test_a_claim_in_doubt_is_dropped_by_its_doubter_and_needs_a_note() -> None:
    doubter, other = f.fact_checker(), f.fact_checker()
    article = f.walked_to("fact_check")
    claim = mark_claim(article=article, field="commentary", exact="nobody answered", by=doubter)
    row = f"claim-{claim.key}"
    assert "(needed unless you verify)" in row_of(page_of(article, other), row)
    record_check(item=claim, verdict="disputed", by=doubter, note="The ministry did.")
    assert "Drop this claim…" in row_of(page_of(article, doubter), row)
    words = row_of(page_of(article, other), row)
    assert "(needed: it stands disputed)" in words
    assert "Drop this claim…" not in words and "ask them to drop it" in words
    with pytest.raises(NotAllowed) as refused:
        drop_claim(claim=claim, reason="Twice", by=other)
    assert str(refused.value) in words  # in the very words of the operation
    record_check(item=claim, verdict="cannot_verify", by=other, note="No source.")
    assert "(needed: it stands at “Cannot verify”)" in row_of(page_of(article, doubter), row)


def test_what_blocks_leads_to_its_entry() -> None:
    checker = f.fact_checker()
    article = f.walked_to("fact_check", f.complete_article(dek="On Monday, 3 October 2026, a port"))
    html = page_of(article, checker)
    gotos = set(re.findall(r'data-goto="([^"]+)"', html))
    ids = set(re.findall(r'id="([^"]+)"', html))
    assert len(gotos) == 9
    assert gotos <= ids
    assert any(goto.startswith("finding-") for goto in gotos)


def test_ids_are_there_once() -> None:
    checker = f.fact_checker()
    article = f.walked_to("fact_check", f.complete_article(dek="On Monday, October 3, 2026, a port"))
    mark_claim(article=article, field="commentary", exact="closed for three days", by=checker)
    ids = re.findall(r'\sid="([^"]+)"', page_of(article, checker))
    assert sorted(ids) == sorted(set(ids))


def test_one_entry_is_open_when_it_is_asked_for() -> None:
    article = f.walked_to("fact_check")
    excerpt = article.excerpts.first()
    assert excerpt
    client = browser(f.fact_checker())
    html = client.get(f"{path_of(article)}?at=excerpt-{excerpt.key}").content.decode()
    assert html.count('<details name="entry" open>') == 1
    for odd in ("", "nothing", "<b>", "x" * 5000):
        assert client.get(path_of(article), {"at": odd}).status_code == 200


def test_a_script_gets_the_page_in_pieces() -> None:
    article = f.walked_to("fact_check", f.complete_article(title="Three Days"))
    answer = browser(f.fact_checker()).get(path_of(article), headers=JSON).json()
    assert set(answer) == {"title", "version", "left", "todo", "article"}
    assert answer["title"] == "8 left: Three Days – oewatch"
    assert "data-digest" in answer["todo"] and "Three Days" in answer["article"]


def test_a_row_is_the_same_until_it_changes() -> None:
    checker, other = f.fact_checker(), f.fact_checker()
    article = f.walked_to("fact_check")
    client = browser(checker)

    def digests() -> dict[str, str]:
        html = client.get(path_of(article), headers=JSON).json()["todo"]
        return dict(re.findall(r'<li id="([^"]+)"[^>]*data-digest="([^"]+)"', html))

    before = digests()
    assert digests() == before
    excerpt = article.excerpts.first()
    assert excerpt
    record_check(item=excerpt, verdict="verified", by=other)
    after = digests()
    assert {name for name in after if after[name] != before[name]} == {f"excerpt-{excerpt.key}"}


def test_the_news_says_who_is_where_and_how_everything_stands() -> None:
    checker, other = f.fact_checker(), f.fact_checker()
    article = f.walked_to("fact_check")
    excerpt = article.excerpts.first()
    assert excerpt
    client = browser(checker)
    before = client.get(path_of(article, "check_now")).json()
    assert before["here"] == [] and before["left"] == 8
    note_presence(article_id=article.pk, by=other, kind="excerpt", key=excerpt.key)
    record_check(item=excerpt, verdict="verified", by=other)
    now = client.get(path_of(article, "check_now")).json()
    assert now["here"] == [{"name": other.get_full_name(), "entry": f"excerpt-{excerpt.key}"}]
    assert now["version"] != before["version"] and now["left"] == 7
    status = next(one for one in now["statuses"] if one["id"] == f"excerpt-{excerpt.key}")
    assert (status["kind"], status["key"], status["word"], status["by"]) == (
        "excerpt", excerpt.key, "Verified", other.get_full_name(),
    )  # fmt: skip
    assert len(status["fingerprint"]) == 64
    assert f"{other.get_full_name()} is here too." in words_of(page_of(article, checker))
    assert f"{other.get_full_name()} is on it now" in words_of(
        browser(checker).get(reverse("check_list")).content.decode()
    )


def test_the_list_has_what_may_be_checked_what_is_ready_and_what_is_not_yours() -> None:
    checker = f.person(Role.AUTHOR, Role.FACT_CHECKER)
    ready, waiting, own = (
        f.walked_to("fact_check", f.complete_article(title=title)) for title in ("Ready", "Waiting", "Theirs")
    )
    own = f.walked_to("fact_check", f.complete_article(checker, title="Own"))
    f.walked_to("in_review", f.complete_article(title="Not yet"))
    f.check_everything(ready, checker)
    excerpt = waiting.excerpts.first()
    assert excerpt
    record_check(item=excerpt, verdict="verified", by=checker)
    Excerpt.objects.filter(pk=excerpt.pk).update(place="Marseille")
    issue = f.issue_of([waiting])
    issue.publication_date = date(2020, 1, 31)
    issue.save()
    html = browser(checker).get(reverse("check_list")).content.decode()
    text = words_of(html)
    assert text.index("Ready to clear") < text.index("To check") < text.index("Checked by others")
    assert text.index("Waiting") < text.index("Theirs")  # what appears first stands first
    assert f"{issue.month:%B %Y} issue, was to appear January 31" in text
    assert "Was due" not in text, "nobody said until when it is to be checked"
    assert "1 changed since its check" in text
    assert "8 of 8 checked" in text
    assert "Not yet" not in text
    assert text.index("Checked by others") < text.index("Own")
    assert "You wrote or edited this article" in text
    assert path_of(own) in html


def test_the_list_says_until_when_a_check_is_due_apart_from_when_its_issue_appears() -> None:
    articles = [f.walked_to("fact_check", f.complete_article(title=title)) for title in ("Later", "First")]
    issue, checker = f.issue_of(articles), f.fact_checker()
    Issue.objects.filter(pk=issue.pk).update(
        checks_due_on=date(2099, 12, 20), publication_date=date(2099, 12, 31)
    )
    set_due_date(article_id=articles[1].pk, due_on=date(2099, 12, 9), by=f.editor())
    text = words_of(browser(checker).get(reverse("check_list")).content.decode())
    appears = f"{issue.month:%B %Y} issue, appears December 31"
    assert text.index("First") < text.index(f"Due December 9 {appears}") < text.index("Later")
    assert f"Due December 20 {appears}" in text
    Issue.objects.filter(pk=issue.pk).update(checks_due_on=date(2020, 1, 2), publication_date=None)
    text = words_of(browser(checker).get(reverse("check_list")).content.decode())
    assert f"Was due January 2 {issue.month:%B %Y} issue In fact-check" in text


def test_what_is_checked_but_may_not_be_printed_is_not_ready() -> None:
    checker = f.fact_checker()
    article = f.walked_to("fact_check")
    article.images.update(license="unclear")
    f.check_everything(article, checker)
    text = words_of(browser(checker).get(reverse("check_list")).content.decode())
    assert "Ready to clear" not in text
    assert "8 of 8 checked" in text and "The license is unclear." in text


def test_its_author_finds_the_way_here() -> None:
    article = f.walked_to("fact_check")
    html = browser(article.created_by).get(reverse("article", args=[article.pk])).content.decode()
    assert f'href="{path_of(article)}">Follow the fact-check</a>' in html


def test_an_empty_list_says_so() -> None:
    for user in (f.fact_checker(), f.publications(), f.person()):
        assert "Nothing is in fact-check now." in browser(user).get(reverse("check_list")).content.decode()


def test_a_fact_checker_begins_at_the_list_others_where_they_did() -> None:
    for user, place in (
        (f.fact_checker(), "check_list"),
        (f.editor(), "admin:index"),
        (f.person(Role.FACT_CHECKER, Role.EDITOR), "admin:index"),
    ):
        assert browser(user).get("/").headers["Location"] == reverse(place)
    assert browser(f.person(Role.FACT_CHECKER, Role.AUTHOR)).get("/").status_code == 200


def test_the_pages_take_a_constant_number_of_queries() -> None:
    checker = f.fact_checker()
    client = browser(checker)
    article = f.walked_to("fact_check")
    few = {name: queries_of(client, path_of(article, name)) for name in ("check_article", "check_now")}
    listed = queries_of(client, reverse("check_list"))
    for _ in range(3):
        f.walked_to("fact_check", f.complete_article(excerpts=1))
    assert queries_of(client, reverse("check_list")) == listed
    large = f.complete_article(excerpts=8, images=4)
    large = f.walked_to("fact_check", large)
    for words in ("closed for three days", "asked for help", "nobody answered"):
        claim = mark_claim(article=large, field="commentary", exact=words, by=checker)
        record_check(item=claim, verdict="verified", by=checker)
    assert {name: queries_of(client, path_of(large, name)) for name in few} == few
    assert max(listed, *few.values()) <= 12


def edited_in_check(number: int, reader: User) -> list[Article]:
    """Articles in fact-check that the reader edited twice, in two rounds, in each of which somebody accepted a suggestion
    of theirs.
    """
    found = []
    for _ in range(number):
        article = f.walked_to("in_review", f.complete_article(excerpts=1))
        for title in ("First words", "Other words"):
            about = About("article", field="dek", exact=article.dek)
            made = add_comment(
                article=article, text="", by=reader, about=about, suggested=f"{title} of a port"
            )
            decide_suggestion(comment=made, by=f.editor(), accept=True)
            article = f.fresh(article)
            article.title = title
            save_item(item=article, by=reader)
            article = f.move(f.move(article, "return", f.editor()), "submit", article.created_by)
        found.append(f.move(article, "accept", f.editor()))
    return found


def test_the_list_asks_twelve_queries_at_most_however_many_articles_the_reader_edited() -> None:
    reader = f.person(Role.EDITOR, Role.FACT_CHECKER)
    client, path = browser(reader), reverse("check_list")
    counts, made = [], []
    for wanted in (3, 12):
        made += edited_in_check(wanted - len(made), reader)
        counts.append((queries_of(client, path), cold_queries_of(client, path)))
        words = words_of(client.get(path).content.decode())
        assert words.count("You wrote or edited this article") == wanted
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 12
    assert cold_queries_of(client, path_of(made[0])) <= 12


def test_who_suggested_what_was_accepted_does_not_check_it_in_the_list_either() -> None:
    reader, article = f.fact_checker(), f.walked_to("in_review")
    about = About("article", field="dek", exact=article.dek)
    made = add_comment(article=article, text="", by=reader, about=about, suggested="Three quiet days")
    decide_suggestion(comment=made, by=f.editor(), accept=True)
    article = f.move(f.fresh(article), "accept", f.editor())
    assert refusals(reader, [article]) == {article.pk: check_refusal(reader, article)} != {article.pk: None}
    assert refusals(f.fact_checker(), [article]) == {}


# Files of evidence


def evidence(name: str = "letter.pdf", data: bytes = b"%PDF-1.7 a letter of permission") -> dict[str, Any]:
    return {"evidence_file": SimpleUploadedFile(name, data)}


def test_a_file_of_evidence_is_read_by_who_follows_the_article() -> None:
    checker, author = f.fact_checker(), f.author()
    article = f.walked_to("fact_check", author=author)
    excerpt = article.excerpts.first()
    assert excerpt
    data = {"kind": "excerpt", "key": excerpt.key, "verdict": "verified"}
    assert browser(checker).post(path_of(article, "check_verdict"), data | evidence()).status_code == 302
    image = {"key": article.images.get().key, "decision": "cleared"}
    picture = evidence("seen.png", f.picture_file().read())
    assert browser(checker).post(path_of(article, "check_clearance"), image | picture).status_code == 302
    check, clearance = article.checks.get(), article.clearances.get()
    assert (check.evidence_name, clearance.evidence_name) == ("letter.pdf", "seen.png")
    addresses = {
        reverse("check_evidence", args=[check.pk]): "application/pdf",
        reverse("clearance_evidence", args=[clearance.pk]): "image/png",
    }
    html = page_of(article, checker)
    for address, kind in addresses.items():
        assert address in html
        for user, sees in ((checker, True), (author, True), (f.author(), False), (f.publications(), False)):
            answer = browser(user).get(address)
            assert answer.status_code == (200 if sees else 404)
            if sees:
                assert answer.headers["Content-Type"] == kind
                assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert browser(None).get(address).status_code == 302
    rewrite(Check.objects.filter(pk=check.pk), evidence_sha256="0" * 64)
    assert browser(checker).get(reverse("check_evidence", args=[check.pk])).status_code == 409
    assert browser(checker).get(reverse("check_evidence", args=[987654])).status_code == 404
