"""Comments and suggestions as the desk and the author post them, and what their pages show of them."""

import html as entities
import re

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from editorial.content.models import Article
from editorial.content.operations import save_item
from editorial.states import ArticleState as S
from editorial.workflow.comments import About, add_comment
from editorial.workflow.models import Comment
from tests import factories as f
from tests.integration.workspace.pages import browser, queries_of, section_of

pytestmark = pytest.mark.django_db

PASSAGE = {
    "about": "article::commentary", "passage": "closed for  three days", "prefix": "The harbour was ", "suffix": ".",
}  # fmt: skip


def desk(article: Article, act: str, comment: Comment | None = None) -> str:
    args = [article.pk] if comment is None else [article.pk, comment.pk]
    return reverse(f"admin:editorial_article_{act}", args=args)


def desk_page(article: Article) -> str:
    return reverse("admin:editorial_article_change", args=[article.pk])


def shown(user: User, address: str) -> str:
    return browser(user).get(address).content.decode()


def test_the_desk_comments_on_a_passage_and_comes_back_to_its_thread() -> None:
    editor = f.editor()
    article = f.walked_to(S.IN_REVIEW)
    answer = browser(editor).post(
        desk(article, "comment"), PASSAGE | {"text": "All three?", "blocking": "yes", "suggested": "unused"}
    )
    comment = Comment.objects.get()
    assert answer["Location"] == f"{desk_page(article)}#comment-{comment.pk}"
    assert (comment.item_kind, comment.item_key, comment.field) == ("article", "", "commentary")
    assert (comment.exact, comment.prefix, comment.suffix) == (
        "closed for three days",
        "The harbour was ",
        ".",
    )
    assert (comment.blocking, comment.suggested, comment.by) == (True, None, editor)
    for address in (desk_page(article), reverse("article", args=[article.pk])):
        page = shown(editor, address)
        assert "Commentary, paragraph 1" in section_of(page, "comments")
        # The passage has italics in it: both pieces are marked.
        assert len(re.findall(rf'data-marks="comment-{comment.pk}"', page)) == 2
        assert f'id="mark-comment-{comment.pk}"' in page


def test_one_click_puts_the_suggested_words_into_the_text() -> None:
    author, editor = f.author(), f.editor()
    article = f.walked_to(S.IN_REVIEW, author=author)
    browser(editor).post(
        desk(article, "comment"), PASSAGE | {"text": "", "suggest": "yes", "suggested": "closed for two days"}
    )
    comment = Comment.objects.get()
    assert comment.suggested == "closed for two days"
    mine = browser(author)
    assert mine.post(reverse("accept_suggestion", args=[comment.pk])).status_code == 403
    f.move(article, "return", editor)
    editing = shown(author, reverse("edit_article", args=[article.pk]))
    assert reverse("accept_suggestion", args=[comment.pk]) in editing
    assert 'data-words="closed for three days"' in editing
    answer = mine.post(reverse("accept_suggestion", args=[comment.pk]), {"back": "editor"})
    assert answer["Location"] == reverse("edit_article", args=[article.pk])
    assert "<em>closed</em> for two days" in f.fresh(article).commentary
    assert f"Accepted by {author.get_full_name()}" in section_of(
        shown(author, reverse("article", args=[article.pk])), "comments"
    )


def test_the_desk_decides_declines_resolves_and_reopens() -> None:
    editor = f.editor()
    article = f.walked_to(S.IN_REVIEW)
    client = browser(editor)
    first, second = (
        add_comment(
            article=article, text="", by=editor, suggested=words,
            about=About("article", field="dek", exact="three days"),
        )
        for words in ("two days", "four days")
    )  # fmt: skip
    assert client.post(desk(article, "decline", second)).status_code == 302
    assert client.post(desk(article, "accept", first)).status_code == 302
    assert f.fresh(article).dek == "A port, two days"
    refused = client.post(desk(article, "accept", second))
    assert refused.status_code == 409
    assert client.post(desk(article, "reopen", second)).status_code == 302
    # Both versions are on the page that refuses it, and what was suggested.
    refused = client.post(desk(article, "accept", second))
    words = entities.unescape(refused.content.decode())
    assert refused.status_code == 409
    assert "three days" in words and "two days" in words and "four days" in words
    assert client.post(desk(article, "resolve", second)).status_code == 302
    other = f.walked_to(S.IN_REVIEW)
    assert client.post(desk(other, "accept", second)).status_code == 404


@pytest.mark.parametrize(
    "typed, said",
    [
        ({"passage": "closed for nine days", "text": "Hm."}, "is not in the text as it stands now"),
        ({"suggest": "yes", "suggested": "closed for three days", "text": "So."}, "what stands there"),
        ({"about": "article::nothing", "text": "Hm."}, "from the list"),
        ({"about": "map:x:y", "text": "Hm."}, "not in the article any more"),
        ({"about": "excerpt:no-such-key:body", "text": "Hm."}, "not in the article any more"),
        ({"about": "article::section", "text": "Hm."}, "leave the passage blank"),
        ({"text": "x" * 20_001}, "Shorten it"),
        ({"text": ""}, "cannot be blank"),
        ({"text": "Hm.\x00"}, "NUL"),
    ],
)
def test_what_was_typed_is_on_the_page_that_refuses_it(typed: dict[str, str], said: str) -> None:
    author = f.author()
    article = f.walked_to(S.IN_REVIEW, author=author)
    data = PASSAGE | typed
    answers = (
        browser(f.editor()).post(desk(article, "comment"), data),
        browser(author).post(reverse("add_comment", args=[article.pk]), data),
    )
    for answer in answers:
        words = entities.unescape(answer.content.decode())
        assert answer.status_code == 422
        assert said in words
        for name in ("text", "passage", "suggested"):
            assert data.get(name, "").replace("\x00", "") in words.replace("\x00", "")
    assert not article.comments.exists()


def test_a_passage_that_is_not_there_leads_back_with_what_was_typed() -> None:
    article = f.walked_to(S.IN_REVIEW)
    data = PASSAGE | {"passage": "closed for nine days", "text": "Hm."}
    for address, back in (
        (desk(article, "comment"), desk_page(article)),
        (reverse("add_comment", args=[article.pk]), reverse("article", args=[article.pk])),
    ):
        words = entities.unescape(browser(f.editor()).post(address, data).content.decode())
        assert "What you typed is kept below. Copy it, go back to the article" in words
        assert re.search(rf'href="{back}[^"]*">Go back to the article</a>', words)
        assert ">Comment</label>" in words and ">Text</label>" not in words


def test_taking_words_out_is_said_in_words() -> None:
    author, editor = f.author(), f.editor()
    article = f.walked_to(S.IN_REVIEW, author=author)
    for field, exact in (("commentary", "closed for three days"), ("dek", "three days")):
        about = About("article", field=field, exact=exact)
        add_comment(article=article, text="", by=editor, suggested="", about=about)
    page = shown(editor, desk_page(article))
    assert "Suggests: “”" not in page
    assert page.count("Suggests taking it out.") == 4  # beside both texts, and in both threads
    assert shown(author, reverse("article", args=[article.pk])).count("Suggests taking it out.") == 2


def test_who_takes_a_suggestion_over_is_told_beforehand_that_they_cannot_accept_the_article() -> None:
    editor, told = f.editor(), "Whoever takes it over has edited the article, and cannot accept it."
    article = f.walked_to(S.IN_REVIEW)
    about = About("article", field="dek", exact="three days")
    add_comment(article=article, text="", by=editor, suggested="two days", about=about)
    assert told in shown(editor, desk_page(article))
    assert told not in shown(article.created_by, reverse("article", args=[article.pk]))
    f.move(article, "return", editor)
    assert told not in shown(editor, desk_page(article))


def test_the_passage_is_gone() -> None:
    author, editor = f.author(), f.editor()
    article = f.walked_to(S.IN_REVIEW, author=author)
    browser(editor).post(desk(article, "comment"), PASSAGE | {"text": "All three?"})
    article = f.move(f.fresh(article), "return", editor)
    article.commentary = article.commentary.replace("The harbour", "For once the harbour").replace(
        "three", "four"
    )
    save_item(item=article, by=author)
    comments = section_of(shown(author, reverse("article", args=[article.pk])), "comments")
    assert "It reads now: “closed for four days”" in comments
    article = f.fresh(article)
    article.commentary = "<p>Fishermen asked for help.</p>"
    save_item(item=article, by=author)
    for address in (
        desk_page(article),
        reverse("article", args=[article.pk]),
        reverse("edit_article", args=[article.pk]),
    ):
        assert "This passage is gone from the text." in shown(
            author if address.endswith("/edit/") else editor, address
        )


def test_pages_make_as_many_queries_for_ten_comments_as_for_one() -> None:
    author, editor = f.author(), f.editor()
    article = f.walked_to(S.IN_REVIEW, author=author)
    excerpt = article.excerpts.first()
    abouts = [
        About("article", field="commentary", exact="closed for three days"), About("article", field="title"),
        About("excerpt", excerpt.key, "body", "the minister said"), About("footnote", article.footnotes.first().key),
    ]  # fmt: skip

    def some(times: int) -> None:
        for number in range(times):
            about = abouts[number % len(abouts)]
            first = add_comment(
                article=article, text="Hm.", by=editor, blocking=True, about=about,
                suggested="x" if about.exact else None,
            )  # fmt: skip
            add_comment(article=article, text="Yes.", by=author, answer_to=first)

    some(4)
    addresses = [(f.editor(), desk_page(article)), (author, reverse("article", args=[article.pk]))]
    few = [queries_of(browser(person), address) for person, address in addresses]
    assert max(few) <= 12
    some(12)
    assert [queries_of(browser(person), address) for person, address in addresses] == few
    f.move(article, "return", editor)
    client = browser(author)
    many = queries_of(client, reverse("edit_article", args=[article.pk]))
    Comment.objects.filter(pk__gt=Comment.objects.order_by("pk")[2].pk).delete()
    assert queries_of(client, reverse("edit_article", args=[article.pk])) == many <= 12
