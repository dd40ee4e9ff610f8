"""The one place where an article's state changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from editorial.content.fingerprints import article_fingerprint
from editorial.content.models import Article
from editorial.content.operations import lock_article
from editorial.content.permissions import may_view, roles_of
from editorial.content.queries import with_content
from editorial.content.tracking import track
from editorial.content.writers import writer_ids
from editorial.errors import EditorialError, NotAllowed, ReasonMissing
from editorial.factcheck.queries import with_checks
from editorial.record.operations import append
from editorial.states import ArticleState, Role
from editorial.workflow.gates import Blocker, Case, blockers
from editorial.workflow.models import LogEntry
from editorial.workflow.standing import refusal
from editorial.workflow.telling import tell_of_move
from editorial.workflow.transitions import TRANSITIONS, WITH_THE_ISSUE, Transition, moves_from


class IllegalMove(EditorialError):
    """The table does not have this move from the article's state. `move` and `state` are the names asked for."""

    def __init__(self, article: Article, move: str):
        self.move = move
        self.state = article.state
        label = TRANSITIONS[move].label if move in TRANSITIONS else move
        super().__init__(
            f"“{label}” is not possible: the article is “{article.get_state_display()}”. "
            "Somebody may have moved it in the meantime; reload the page."
        )


class MovedSinceShown(EditorialError):
    """Somebody moved the article after this person's page was made, so that it is another decision. `article` is as it is."""

    def __init__(self, article: Article):
        self.article = article
        super().__init__(
            f"Somebody moved “{article}” after you opened this page: it is “{article.get_state_display()}” now. Nothing was "
            "done. Go back, look at it, and decide again."
        )


class NotYourMove(NotAllowed):
    """The table has the move, but not for this person. `move` is the transition."""

    def __init__(self, who: User, move: Transition, reason: str):
        self.move = move
        super().__init__(who, reason)


class GateClosed(EditorialError):
    """Something stands in the way. `blockers` says what."""

    def __init__(self, found: list[Blocker]):
        self.blockers = found
        super().__init__(" ".join(blocker.message for blocker in found))


@dataclass(frozen=True)
class AvailableMove:
    """A move that this person may make now, with what stands in its way; `seen` goes with it, for `move_article`."""

    move: Transition
    blockers: list[Blocker]
    may_override: bool
    seen: str = ""


def standing_mark(article: Article) -> str:
    """Stands for the article's state and the move that brought it there: a page carries it, so that a later move is noticed."""
    since = article.state_since
    return f"{article.state}:{since.timestamp():.6f}" if since else article.state


def loaded(article_id: int) -> Article:
    """The article with everything that gates look at. Raises `Article.DoesNotExist`."""
    query = with_checks(with_content(Article.objects.filter(pk=article_id))).prefetch_related("comments")
    return query.get()


def available_moves(user: User, article: Article) -> list[AvailableMove]:
    """Exactly the moves this person may make now, each with its blockers (empty: it goes through)."""
    administrator = Role.ADMINISTRATOR in roles_of(user)
    case = Case(article, writers=frozenset(writer_ids(article)))
    return [
        AvailableMove(move, found, administrator and bool(found), standing_mark(article))
        for move in moves_from(article.state)
        if refusal(user, article, move) is None
        for found in [blockers(move.gates, case)]
    ]


@transaction.atomic
def move_article(
    *,
    article_id: int,
    move: str,
    by: User,
    reason: str = "",
    override: bool = False,
    seen: str | None = None,
    at: datetime | None = None,
) -> LogEntry:
    """Move an article: table, role, separation of duties, gates, then state, log and history in one transaction.

    `seen` is the `standing_mark` of the page that the person decided on; None: there was none. `override` lets an
    administrator pass the gates; it needs a reason and is kept in the log. Raises `Article.DoesNotExist` for what the person
    may not know of, `IllegalMove`, `MovedSinceShown`, `NotYourMove`, `ReasonMissing`, `GateClosed`.
    """
    lock_article(article_id)
    article = loaded(article_id)
    if not may_view(by, article):
        raise Article.DoesNotExist
    transition = TRANSITIONS.get(move)
    if transition is None or article.state not in transition.sources:
        raise IllegalMove(article, move)
    if seen is not None and seen != standing_mark(article):
        raise MovedSinceShown(article)
    no = refusal(by, article, transition)
    if no:
        raise NotYourMove(by, transition, no)
    if (transition.needs_reason or override) and not reason.strip():
        raise ReasonMissing(transition.label)
    found = blockers(transition.gates, Case(article, writers=frozenset(writer_ids(article))))
    if found and not (override and Role.ADMINISTRATOR in roles_of(by)):
        raise GateClosed(found)
    return _change_state(article, transition, by, reason.strip(), found, at or timezone.now())


def publish_articles(
    *,
    article_fingerprints: dict[int, str],
    slugs: Mapping[int, str],
    by: User,
    at: datetime,
    news: str = "publish",
) -> list[LogEntry]:
    """The issue publishes its articles (primary key to the fingerprint in the edition); inside the issue's transaction.

    `slugs` are the addresses that the edition has for them: an article that has none yet keeps its own for good. `news`
    is the row of `telling.NEWS` that says it. Raises `IllegalMove`, `GateClosed`.
    """
    return [
        _move_with_the_issue(
            article_id, "publish", by, "", at, edition=print_, slug=slugs.get(article_id, ""), news=news
        )
        for article_id, print_ in article_fingerprints.items()
    ]


def correct_article(*, article_id: int, by: User, reason: str, at: datetime) -> LogEntry:
    """Open a published article again, inside the transaction of its correction. Raises `IllegalMove`."""
    return _move_with_the_issue(article_id, "correct", by, reason, at)


def keep_article(*, article_id: int, fingerprint: str, by: User, reason: str, at: datetime) -> LogEntry:
    """Put an article back as it was published, inside the transaction that drops its correction. `fingerprint` is the one
    in the published edition. Raises `IllegalMove`, `GateClosed`.
    """
    return _move_with_the_issue(article_id, "keep", by, reason, at, edition=fingerprint)


def _move_with_the_issue(
    article_id: int, move: str, by: User, reason: str, at: datetime, *, edition: str | None = None,
    slug: str = "", news: str = "",
) -> LogEntry:  # fmt: skip
    """A move that nobody makes on the article alone; whoever calls this asked who may, and holds the issue's row."""
    transition = TRANSITIONS[move]
    lock_article(article_id)
    article = loaded(article_id)
    if not transition.sources.get(article.state, frozenset()) & WITH_THE_ISSUE:  # type: ignore[call-overload]
        raise IllegalMove(article, move)
    found = blockers(transition.gates, Case(article, edition))
    if found:
        raise GateClosed(found)
    article.slug = article.slug or slug
    return _change_state(article, transition, by, reason, [], at, news=news)


def _change_state(
    article: Article, move: Transition, by: User, reason: str, overridden: list[Blocker], at: datetime,
    *, news: str = "",
) -> LogEntry:  # fmt: skip
    source, article.state = article.state, move.target
    article.state_since = at
    article.version += 1
    if move.target == ArticleState.IN_REVIEW:
        article.submitted_at = at
    track(article, by, f"{move.label}: {reason}" if reason else move.label)
    article.save(update_fields=["state", "state_since", "submitted_at", "slug", "version"])
    entry = append(LogEntry(
        article=article, move=move.name, source=source, target=move.target, by=by, at=at, reason=reason,
        overridden=[blocker.as_dict() for blocker in overridden], fingerprint=article_fingerprint(article),
    ))  # fmt: skip
    tell_of_move(article, news or move.name, entry, by=by)
    return entry
