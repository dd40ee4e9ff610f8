"""The page of an article: its text, its record, its comments, and what its author does there."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from editorial.content import richtext
from editorial.content.models import Article, Author
from editorial.content.operations import set_bylines
from editorial.factcheck.operations import record_check
from editorial.importing.models import Import
from editorial.importing.operations import confirm_import, receive_text
from editorial.states import ArticleState as S
from editorial.workflow.comments import add_comment, resolve_comment
from editorial.workflow.models import Comment
from tests import factories
from tests.integration.workspace.pages import browser, cold_queries_of, queries_of, section_of, words_of
from tests.integration.workspace.test_permissions import TEXT

pytestmark = pytest.mark.django_db


def path_of(article: Article) -> str:
    return reverse("article", args=[article.pk])


def page_of(article: Article, user: User | None = None) -> str:
    response = browser(user or article.created_by).get(path_of(article))
    assert response.status_code == 200
    return response.content.decode()


def test_the_whole_article_is_there_to_be_read() -> None:
    article = factories.complete_article(title="Three Days Without a Crane")
    html = page_of(article)
    text = words_of(html)
    assert "Three Days Without a Crane" in text
    assert "“The port is closed.”" in text
    assert "The harbour was closed for three days." in text
    assert "« Le port est fermé », a dit le ministre." in text
    assert "Le Journal (daily), Paris, 3 October 2026" in text
    assert "Mo Maker" in text  # the credit line
    assert reverse("picture", args=[article.pk, article.images.get().key]) in html
    assert 'href="#note-1"' in html and 'id="note-1"' in html
    assert 'href="#note-2"' in html and 'id="note-2"' in html


def test_an_arabic_title_carries_its_language() -> None:
    article = factories.complete_article(excerpts=0)
    factories.add_excerpt(article, article.created_by, original_title="إغلاق الميناء", original_language="ar")
    assert '<bdi lang="ar">إغلاق الميناء</bdi>' in page_of(article)


def test_a_blank_draft_can_be_looked_at() -> None:
    article = factories.draft(title="")
    text = words_of(page_of(article))
    assert "Untitled article" in text
    assert "No commentary yet." in text


def test_a_text_written_past_the_operations_is_cleaned_for_the_page() -> None:
    article = factories.complete_article()
    Article.objects.filter(pk=article.pk).update(commentary="<p>Hm<script>alert(1)</script></p>")
    assert "alert(1)" not in page_of(article)


def test_the_record_has_every_move_with_who_when_and_why() -> None:
    author, editor = factories.author(), factories.editor()
    article = factories.walked_to(S.IN_REVIEW, author=author)
    article = factories.move(article, "return", editor, reason="The dek is too long.")
    article = factories.move(article, "submit", author)
    record = section_of(page_of(article), "record")
    assert f"{editor.get_full_name()} sent it back" in record
    assert "The dek is too long." in record
    assert record.count("submitted it") == 2
    assert f"{author.get_full_name()} began it" in record
    # The newest first.
    assert record.index("submitted it") < record.index("sent it back") < record.index("began it")


def test_a_draft_that_came_back_shows_the_reason_at_the_top_and_what_was_found_wanting() -> None:
    checker = factories.fact_checker()
    article = factories.walked_to(S.FACT_CHECK)
    record_check(item=article.excerpts.first(), verdict="needs_change", by=checker, note="Renamed in 2024.")
    article = factories.move(article, "return", checker, reason="See Excerpt 1.")
    text = words_of(page_of(article).split('class="columns"')[0])
    assert "See Excerpt 1." in text
    assert "Excerpt 1 : Needs change. “Renamed in 2024.”" in text


def test_the_original_file_and_proofs_are_listed() -> None:
    author = factories.author()
    record = receive_text(text=TEXT, name="November.txt", by=author)
    article = confirm_import(record=record, by=author)[0]
    assert "November.txt brought in" in words_of(page_of(article))


def test_of_others_published_articles_one_reads_the_text_without_comments_and_record() -> None:
    article = factories.walked_to(S.IN_REVIEW)
    editor = factories.editor()
    comment = add_comment(article=article, text="Is this a secret?", by=editor)
    resolve_comment(comment=comment, by=editor)
    article = factories.move(article, "accept", factories.editor())
    checker = factories.fact_checker()
    factories.check_everything(article, checker)
    article = factories.move(article, "clear", checker)
    factories.published_issue([article])
    html = page_of(article, factories.author())
    assert "Is this a secret?" not in html
    assert "submitted it" not in html
    assert "The harbour was" in html
    assert "The issue as PDF" in html
    assert "Is this a secret?" in page_of(article)


@pytest.mark.parametrize(
    "state, offered",
    [
        (S.DRAFT, {"edit_article", "submit_article", "withdraw_article", "add_comment"}),
        (S.IN_REVIEW, {"withdraw_article", "add_comment"}),
        (S.FACT_CHECK, {"add_comment"}),
        (S.APPROVED, {"add_comment"}),
        (S.PUBLISHED, set()),
        (S.WITHDRAWN, {"restore_article", "add_comment"}),
    ],
)
def test_the_page_offers_exactly_what_its_author_may_do(state: str, offered: set[str]) -> None:
    article = factories.walked_to(state)
    html = page_of(article)
    names = ("edit_article", "submit_article", "withdraw_article", "restore_article", "add_comment")
    assert {name for name in names if f'"{reverse(name, args=[article.pk])}"' in html} == offered


def test_withdrawing_and_restoring() -> None:
    article = factories.walked_to(S.IN_REVIEW)
    client = browser(article.created_by)
    answer = client.post(
        reverse("withdraw_article", args=[article.pk]), {"reason": "It is out of date."}, follow=True
    )
    assert factories.fresh(article).state == S.WITHDRAWN
    assert "Withdrawn. It keeps everything" in words_of(answer.content.decode())
    client.post(reverse("restore_article", args=[article.pk]), {"reason": "It came up again."})
    assert factories.fresh(article).state == S.DRAFT


def test_a_refused_move_says_why_and_keeps_the_reason() -> None:
    article = factories.walked_to(S.FACT_CHECK)
    client = browser(article.created_by)
    path = reverse("withdraw_article", args=[article.pk])
    answer = client.post(path, {"reason": "It is out of date."})
    assert answer.status_code == 403
    assert "It is out of date." in answer.content.decode()
    assert factories.fresh(article).state == S.FACT_CHECK
    draft = factories.draft(article.created_by)
    answer = client.post(reverse("withdraw_article", args=[draft.pk]), {"reason": "  "})
    assert answer.status_code == 422
    assert "Give a reason" in words_of(answer.content.decode())


def test_signed_out_in_between_the_answer_is_kept_on_the_page() -> None:
    article = factories.walked_to(S.IN_REVIEW)
    comment = add_comment(article=article, text="Who?", by=factories.editor())
    answer = browser(None).post(
        reverse("answer_comment", args=[comment.pk]), {"text": "The minister of ports."}
    )
    assert answer.status_code == 403
    assert "The minister of ports." in answer.content.decode()


def test_comments_are_conversations() -> None:
    author, editor = factories.author(), factories.editor()
    article = factories.walked_to(S.IN_REVIEW, author=author)
    first = add_comment(article=article, text="Who said so?", by=editor)
    assert "Waits for an answer" in section_of(page_of(article), "comments")
    client = browser(author)
    answer = client.post(reverse("answer_comment", args=[first.pk]), {"text": "The minister."})
    assert answer["Location"] == f"{path_of(article)}#comment-{first.pk}"
    said = Comment.objects.get(answer_to=first)
    assert (said.text, said.by) == ("The minister.", author)
    comments = section_of(page_of(article), "comments")
    assert "Waits for an answer" not in comments
    assert comments.index("Who said so?") < comments.index("The minister.")
    client.post(reverse("resolve_comment", args=[first.pk]))
    comments = section_of(page_of(article), "comments")
    assert f"Resolved by {author.get_full_name()}" in comments
    assert "Mark as resolved" not in comments


def test_a_blocking_comment_is_settled_by_the_desk() -> None:
    article = factories.walked_to(S.IN_REVIEW)
    comment = add_comment(article=article, text="Blocks.", by=factories.editor(), blocking=True)
    comments = section_of(page_of(article), "comments")
    assert "Must be settled" in comments
    assert "Mark as resolved" not in comments
    answer = browser(article.created_by).post(reverse("resolve_comment", args=[comment.pk]))
    assert answer.status_code == 403


def test_an_empty_comment_is_refused() -> None:
    article = factories.walked_to(S.IN_REVIEW)
    answer = browser(article.created_by).post(reverse("add_comment", args=[article.pk]), {"text": "  "})
    assert answer.status_code == 422
    assert not article.comments.exists()


def test_the_page_makes_as_many_queries_for_three_of_everything_as_for_one() -> None:
    author, editor = factories.author(), factories.editor()
    article = factories.walked_to(S.IN_REVIEW, factories.complete_article(author, excerpts=1), author=author)

    def one_more_of_everything(number: int) -> None:
        nonlocal article
        article = factories.move(article, "return", editor)
        article.commentary += f"<p>More.{richtext.reference(f'n{number}')}</p>"
        from editorial.content.operations import save_item

        save_item(item=article, by=author)
        factories.add_footnote(article, author, f"n{number}")
        factories.add_excerpt(article, author)
        factories.add_image(article, author)
        article = factories.move(article, "submit", author)
        first = add_comment(article=article, text="Who?", by=editor)
        add_comment(article=article, text="She.", by=author, answer_to=first)

    one_more_of_everything(1)
    client = browser(author)
    one = queries_of(client, path_of(article))
    one_more_of_everything(2)
    one_more_of_everything(3)
    assert queries_of(client, path_of(article)) == one
    assert one <= 12


@pytest.mark.parametrize("state", S.values)
def test_the_page_makes_few_queries_in_every_state_for_everybody(state: str) -> None:
    author, other = factories.author(), factories.author()
    article = factories.complete_article(author)
    name = Author.objects.create(name="Ann Other", user=other)
    set_bylines(article=article, authors=[*article.authors.all(), name], by=author)
    record = Import.objects.create(
        kind="word", name="November.docx", file="imports/november.docx", sha256="0", by=author, status="succeeded",
        at=timezone.now(), queued_at=timezone.now(), finished_at=timezone.now(), confirmed_at=timezone.now(),
    )  # fmt: skip
    record.articles.add(article)
    article = factories.walked_to(S.IN_REVIEW, factories.fresh(article))
    add_comment(article=article, text="Who?", by=factories.editor())
    factories.add_excerpt(article, factories.editor())  # one more who wrote in it
    article = factories.move(article, "return", factories.editor())
    article = factories.walked_to(state, article)
    people = [author, other, factories.editor(), factories.administrator()]
    path = path_of(article)
    counted = [asked(browser(person), path) for person in people for asked in (queries_of, cold_queries_of)]
    assert max(counted) <= 12, counted
    assert "November.docx" in words_of(page_of(article, other))
