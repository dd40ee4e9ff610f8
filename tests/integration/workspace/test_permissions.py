"""Who gets which page and may do what: every address, every role, every state of an article."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from editorial.content.models import Article
from editorial.importing.models import Import
from editorial.importing.operations import receive_text
from editorial.states import ArticleState as S
from editorial.workflow.comments import add_comment
from editorial.workflow.models import Comment
from tests import factories
from tests.integration.workspace.pages import browser, undone

pytestmark = pytest.mark.django_db

ROLES = [
    "owner",
    "co-author",
    "other author",
    "editor",
    "fact-checker",
    "publications",
    "administrator",
    "no role",
]
TEXT = (
    "A title\n\nA line below\n\n“A pull quote.”\n\nCommentary.[i]\n\n\n"
    "Jeanne Petit, “The Port,” Le Journal (daily), 9 November 2023. https://journal.example/port\n\nThe passage.\n\n\n"
    "[i] A note.\n"
)


def people(owner: User, co_author: User) -> dict[str, User | None]:
    return {
        "owner": owner,
        "co-author": co_author,
        "other author": factories.author(),
        "editor": factories.editor(),
        "fact-checker": factories.fact_checker(),
        "publications": factories.publications(),
        "administrator": factories.administrator(),
        "no role": factories.person(),
        "nobody": None,
    }


def may_know(role: str, article: Article) -> bool:
    """Written down anew from the design, section 2, not taken from the code."""
    if role in ("owner", "co-author", "administrator"):
        return True
    if role == "no role":
        return False
    if article.state == S.PUBLISHED:
        return True
    return role in ("editor", "fact-checker") and article.submitted_at is not None


@pytest.fixture(params=list(S.values))
def scene(request: pytest.FixtureRequest) -> tuple[Article, dict[str, User | None]]:
    owner, co_author = factories.author(), factories.author()
    article = factories.complete_article(owner)
    from editorial.content.operations import set_bylines

    names = [factories.author_record("Co Author", co_author)]
    set_bylines(
        article=article, authors=[article.bylines.get().author, *names], by=owner, reason="Written by two"
    )
    article = factories.walked_to(request.param, article)
    return article, people(owner, co_author)


def test_the_page_of_an_article(scene: tuple[Article, dict[str, User | None]]) -> None:
    article, everybody = scene
    path = reverse("article", args=[article.pk])
    found = {role: browser(user).get(path).status_code for role, user in everybody.items()}
    expected = {role: 200 if may_know(role, article) else 404 for role in ROLES}
    assert found == expected | {"nobody": 302}
    assert {browser(user).post(path).status_code for user in everybody.values()} == {405}


def test_the_page_of_submitting(scene: tuple[Article, dict[str, User | None]]) -> None:
    article, everybody = scene
    path = reverse("submit_article", args=[article.pk])
    found = {role: browser(user).get(path).status_code for role, user in everybody.items()}

    def expected(role: str) -> int:
        if not may_know(role, article):
            return 404
        return 200 if article.state == S.DRAFT and role in ("owner", "co-author") else 302

    assert found == {role: expected(role) for role in ROLES} | {"nobody": 302}


ITS_AUTHORS = ("owner", "co-author")
Expect = Callable[[str, Article], int]


def submitting(role: str, article: Article) -> int:
    if article.state != S.DRAFT:
        return 409
    return 302 if role in ITS_AUTHORS else 403


def withdrawing(role: str, article: Article) -> int:
    if article.state in (S.PUBLISHED, S.WITHDRAWN):
        return 409
    if role in ("editor", "administrator"):
        return 302
    return 302 if role in ITS_AUTHORS and article.state in (S.DRAFT, S.IN_REVIEW) else 403


def restoring(role: str, article: Article) -> int:
    if article.state != S.WITHDRAWN:
        return 409
    return 302 if role in (*ITS_AUTHORS, "editor", "administrator") else 403


def commenting(role: str, article: Article) -> int:
    return 403 if article.state == S.PUBLISHED else 302


@pytest.mark.parametrize(
    "name, expect",
    [
        ("submit_article", submitting),
        ("withdraw_article", withdrawing),
        ("restore_article", restoring),
        ("add_comment", commenting),
    ],
)
def test_what_each_may_do(scene: tuple[Article, dict[str, User | None]], name: str, expect: Expect) -> None:
    article, everybody = scene
    path = reverse(name, args=[article.pk])
    found = {}
    for role, user in everybody.items():
        with undone():
            found[role] = browser(user).post(path, {"reason": "Because", "text": "A word"}).status_code
    expected = {role: expect(role, article) if may_know(role, article) else 404 for role in ROLES}
    assert found == expected | {"nobody": 403}
    if name != "submit_article":
        assert {browser(user).get(path).status_code for user in everybody.values()} == {405}


@pytest.mark.parametrize("name", ["answer_comment", "resolve_comment"])
def test_comments_are_answered_and_resolved_by_those_who_know_the_article(name: str) -> None:
    owner = factories.author()
    article = factories.walked_to(S.IN_REVIEW, factories.complete_article(owner))
    comment = add_comment(article=article, text="Who said so?", by=factories.editor())
    everybody = people(owner, owner)
    path = reverse(name, args=[comment.pk])
    found = {}
    for role, user in everybody.items():
        with undone():
            found[role] = browser(user).post(path, {"text": "The minister did."}).status_code
    assert found == {role: 302 if may_know(role, article) else 404 for role in ROLES} | {"nobody": 403}
    assert browser(owner).get(path).status_code == 405
    assert browser(owner).post(reverse(name, args=[comment.pk + 1])).status_code == 404
    assert Comment.objects.count() == 1


def test_home_is_for_authors_and_sends_others_to_the_desk() -> None:
    owner = factories.author()
    everybody = people(owner, owner)
    path = reverse("home")
    answers = {role: browser(user).get(path) for role, user in everybody.items()}
    assert {role: answer.status_code for role, answer in answers.items()} == {
        "owner": 200, "co-author": 200, "other author": 200, "editor": 302, "fact-checker": 302, "publications": 302,
        "administrator": 302, "no role": 403, "nobody": 302,
    }  # fmt: skip
    assert answers["editor"]["Location"] == reverse("admin:index")
    assert answers["nobody"]["Location"].startswith(reverse("account_login"))


def test_beginning_and_bringing_in_is_for_authors() -> None:
    owner = factories.author()
    everybody = people(owner, owner)
    begun, form, given = {}, {}, {}
    for role, user in everybody.items():
        with undone():
            begun[role] = browser(user).post(reverse("new_article")).status_code
            form[role] = browser(user).get(reverse("new_import")).status_code
            given[role] = browser(user).post(reverse("new_import"), {"way": "text", "text": TEXT}).status_code
    authors = ("owner", "co-author", "other author")
    assert begun == {role: 302 if role in authors else 403 for role in everybody}
    assert form == {role: 200 if role in authors else 404 for role in ROLES} | {"nobody": 302}
    assert given == {role: 302 if role in authors else 404 for role in ROLES} | {"nobody": 403}
    assert browser(owner).get(reverse("new_article")).status_code == 405


def test_an_import_is_seen_by_its_owner_alone() -> None:
    owner = factories.author()
    record = receive_text(text=TEXT, name="pasted text", by=owner)
    everybody = people(owner, factories.author())
    for name, args in (("import", [record.pk]), ("import_progress", [record.pk])):
        path = reverse(name, args=args)
        found = {role: browser(user).get(path).status_code for role, user in everybody.items()}
        assert found == {role: 200 if role == "owner" else 404 for role in ROLES} | {"nobody": 302}, name
    path = reverse("confirm_import", args=[record.pk])
    found = {}
    for role, user in everybody.items():
        with undone():
            found[role] = browser(user).post(path).status_code
    assert found == {role: 302 if role == "owner" else 404 for role in ROLES} | {"nobody": 403}
    pictures = reverse("import_picture", args=[record.pk, 1])
    assert {browser(user).get(pictures).status_code for user in everybody.values()} == {404, 302}
    assert Import.objects.get().confirmed_at is None
