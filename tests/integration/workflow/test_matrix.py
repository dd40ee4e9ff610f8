"""Every state × every state × every kind of person: who may move an article from here to there.

The expected table is written by hand from the design and shares nothing with `workflow.transitions`.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction

from editorial.content.models import Article, Author
from editorial.content.operations import set_bylines
from editorial.states import ArticleState, Role
from editorial.workflow.operations import IllegalMove, NotYourMove, available_moves, move_article
from tests import factories as f

OWN = (
    "author of it",
    "editor and author of it",
    "checker and author of it",
    "administrator and author of it",
    "all roles",
)
OWN_AS_EDITOR = "editor and author of it", "administrator and author of it", "all roles"
PEOPLE = {
    "author of it": {Role.AUTHOR},
    "editor and author of it": {Role.AUTHOR, Role.EDITOR},
    "checker and author of it": {Role.AUTHOR, Role.FACT_CHECKER},
    "administrator and author of it": {Role.AUTHOR, Role.ADMINISTRATOR},
    "all roles": set(Role),
    "author of another": {Role.AUTHOR},
    "editor": {Role.EDITOR},
    "fact-checker": {Role.FACT_CHECKER},
    "publications": {Role.PUBLICATIONS},
    "administrator": {Role.ADMINISTRATOR},
    "nobody": set(),
}
# Where an article stands. A draft that was never submitted is not like one that came back; who withdrew it matters.
STANDS = {
    "new draft": "draft",
    "returned draft": "draft",
    "in review": "in_review",
    "fact-check": "fact_check",
    "approved": "approved",
    "published": "published",
    "withdrawn by its author": "withdrawn",
    "withdrawn by the desk": "withdrawn",
}
# (where it stands, target): the move, and who may make it. What is not here does not exist.
TABLE: dict[tuple[str, str], tuple[str, set[str]]] = {
    ("new draft", "in_review"): ("submit", {*OWN}),
    ("new draft", "withdrawn"): ("withdraw", {*OWN, "administrator"}),
    ("returned draft", "in_review"): ("submit", {*OWN}),
    ("returned draft", "withdrawn"): ("withdraw", {*OWN, "editor", "administrator"}),
    ("in review", "draft"): ("return", {*OWN_AS_EDITOR, "editor", "administrator"}),
    ("in review", "fact_check"): ("accept", {"editor", "administrator"}),
    ("in review", "withdrawn"): ("withdraw", {*OWN, "editor", "administrator"}),
    ("fact-check", "draft"): (
        "return", {*OWN_AS_EDITOR, "checker and author of it", "editor", "fact-checker", "administrator"},
    ),
    ("fact-check", "approved"): ("clear", {"fact-checker", "administrator"}),
    ("fact-check", "withdrawn"): ("withdraw", {*OWN_AS_EDITOR, "editor", "administrator"}),
    ("approved", "draft"): ("return", {*OWN_AS_EDITOR, "editor", "administrator"}),
    ("approved", "fact_check"): ("reopen", {*OWN_AS_EDITOR, "editor", "administrator"}),
    ("approved", "published"): ("publish", set()),
    ("approved", "withdrawn"): ("withdraw", {*OWN_AS_EDITOR, "editor", "administrator"}),
    ("published", "in_review"): ("correct", set()),
    ("new draft", "published"): ("keep", set()),
    ("returned draft", "published"): ("keep", set()),
    ("in review", "published"): ("keep", set()),
    ("fact-check", "published"): ("keep", set()),
    ("withdrawn by its author", "draft"): ("restore", {*OWN, "editor", "administrator"}),
    ("withdrawn by the desk", "draft"): ("restore", {*OWN_AS_EDITOR, "editor", "administrator"}),
}  # fmt: skip
MOVES_TO = {
    "draft": {"return", "restore"},
    "in_review": {"submit", "correct"},
    "fact_check": {"accept", "reopen"},
    "approved": {"clear"},
    "published": {"publish", "keep"},
    "withdrawn": {"withdraw"},
}
OUTSIDERS = {"author of another", "publications", "nobody"}


def sees(who: str, stands: str) -> bool:
    """Design, section 2: authors see their own and what is published; the desk sees what was submitted."""
    if stands == "published":
        return who != "nobody"
    if stands == "new draft":
        return who in {*OWN, "administrator"}
    return who not in OUTSIDERS


@pytest.fixture(scope="module")
def newsroom(
    django_db_setup: Any, django_db_blocker: Any
) -> Iterator[tuple[dict[str, User], dict[str, Article]]]:
    """Everybody, and one article for each place where it may stand; undone after the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        people = {who: f.person(*roles) for who, roles in PEOPLE.items()}
        authors = [Author.objects.create(name=who, user=people[who]) for who in OWN]
        desk = {"editor": f.editor(), "checker": f.fact_checker()}

        def made() -> Article:
            article = f.complete_article(people["author of it"])
            set_bylines(article=article, authors=authors, by=people["author of it"])
            return article

        articles = {
            stands: f.walked_to(state, made(), **desk)
            for stands, state in STANDS.items()
            if state not in ("withdrawn",) and stands != "returned draft"
        }
        f.check_everything(articles["fact-check"], desk["checker"])
        articles["returned draft"] = f.move(f.walked_to("in_review", made()), "return", desk["editor"])
        articles["withdrawn by its author"] = f.move(
            f.walked_to("in_review", made()), "withdraw", people["author of it"]
        )
        articles["withdrawn by the desk"] = f.move(
            f.walked_to("in_review", made()), "withdraw", desk["editor"]
        )
        yield people, articles
        transaction.set_rollback(True)


@pytest.mark.any_database
@pytest.mark.django_db
@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("target", ArticleState.values)
@pytest.mark.parametrize("stands", STANDS)
def test_who_may_move_an_article_from_here_to_there(
    newsroom: Any, stands: str, target: str, who: str
) -> None:
    people, articles = newsroom
    user, article = User.objects.get(pk=people[who].pk), f.fresh(articles[stands])
    move, allowed = TABLE.get((stands, target), (None, set()))
    offered = {available.move.name for available in available_moves(user, article)}

    for name in MOVES_TO[target]:
        if not sees(who, stands):
            assert name not in offered
            with pytest.raises(Article.DoesNotExist):
                move_article(article_id=article.pk, move=name, by=user, reason="A reason")
        elif name != move:
            assert name not in offered
            with pytest.raises(IllegalMove):
                move_article(article_id=article.pk, move=name, by=user, reason="A reason")
        elif who not in allowed:
            assert name not in offered
            with pytest.raises(NotYourMove):
                move_article(article_id=article.pk, move=name, by=user, reason="A reason", override=True)
        else:
            assert name in offered
            move_article(article_id=article.pk, move=name, by=user, reason="A reason")
            assert f.fresh(article).state == target
            return
    assert f.fresh(article).state == STANDS[stands]


@pytest.mark.django_db
def test_the_matrix_knows_every_state_and_role() -> None:
    assert set(STANDS.values()) == set(ArticleState.values)
    assert set().union(*PEOPLE.values()) == set(Role)


@pytest.mark.django_db
def test_a_move_that_does_not_exist_is_illegal_and_not_an_error() -> None:
    article = f.walked_to("in_review")
    for name in ("", "bogus", "ACCEPT", "state"):
        with pytest.raises(IllegalMove):
            move_article(article_id=article.pk, move=name, by=f.editor())


@pytest.mark.django_db
def test_somebody_who_left_moves_nothing() -> None:
    article, gone = f.walked_to("in_review"), f.person(Role.EDITOR, is_active=False)
    with pytest.raises(Article.DoesNotExist):
        move_article(article_id=article.pk, move="accept", by=gone)
