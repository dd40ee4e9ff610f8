"""Remarks, answers and suggested changes: making them, settling them, taking a suggestion into the text."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from editorial.content.models import Article, Image
from editorial.content.operations import license_as_read, lock_article, save_item
from editorial.content.passages import (
    FIELD_NAMES,
    field_paragraphs,
    has_passages,
    is_rich,
    item_of,
    readable_words,
    replaced,
)
from editorial.content.permissions import may_view, require_edit
from editorial.content.tracking import track
from editorial.content.written_fields import FIELDS
from editorial.errors import EditorialError, NotAllowed
from editorial.factcheck.operations import ItemGone, PassageNotFound
from editorial.factcheck.selectors import TextQuoteSelector, find_marked, select
from editorial.notify.operations import announce
from editorial.notify.table import Group
from editorial.states import ArticleState
from editorial.workflow.conversations import Asking, PlacedThread, author_accounts, place_of, placed_threads
from editorial.workflow.models import Comment
from editorial.workflow.operations import loaded
from editorial.workflow.participants import assignee_ids

__all__ = [
    "About", "PlacedThread", "SuggestionOutdated", "SuggestionSettled", "add_comment", "decide_suggestion",
    "placed_threads", "reopen_comment", "resolve_comment",
]  # fmt: skip

MAX_TEXT = 20_000  # characters of a comment, and of what is suggested
MAX_PASSAGE = 5_000


class SuggestionOutdated(EditorialError):
    """The passage does not read as it did when the change was suggested. `then` and `now` are its words; `now` "": gone."""

    def __init__(self, comment: Comment, now: str):
        self.comment, self.then, self.now = comment, comment.exact, now
        today = f"it reads “{now}” now" if now else "it is gone now"
        super().__init__(
            f"Nothing was replaced, because the passage was changed: it read “{self.then}” when somebody suggested "
            f"“{comment.suggested}”, and {today}. Edit the text yourself, or decline the suggestion."
        )


class SuggestionSettled(EditorialError):
    """Somebody decided about the suggestion in the meantime, or resolved it. `comment` says who and how."""

    def __init__(self, comment: Comment):
        self.comment = comment
        who = _name(comment.resolved_by)
        done = comment.get_decision_display().lower() if comment.decision else "resolved"
        super().__init__(
            f"{who} has {done} this suggestion in the meantime. Reload the page to see where it stands."
        )


@dataclass(frozen=True)
class About:
    """What a comment is about: an item (“article” is the article's own text), one of its fields, a passage of that.

    `exact` is the passage as its reader marked it; `prefix` and `suffix` are some of the text around it.
    """

    item_kind: str
    item_key: str = ""
    field: str = ""
    exact: str = ""
    prefix: str = ""
    suffix: str = ""


@transaction.atomic
def add_comment(
    *,
    article: Article,
    text: str,
    by: User,
    blocking: bool = False,
    answer_to: Comment | None = None,
    about: About | None = None,
    suggested: str | None = None,
    at: datetime | None = None,
) -> Comment:
    """A remark by somebody who may see the article, or an answer to one.

    `about` says what it is about, if not the article as a whole; `suggested` is what its author would put in the place
    of the passage ("" deletes it), and then it needs no words of its own. Anybody may make a remark blocking: it only
    ever holds things up, and the desk resolves it. An answer holds up nothing and is about what its comment is about;
    an answer to an answer joins the first comment's answers. Raises `Article.DoesNotExist`, `Comment.DoesNotExist` for
    a comment of another article, `NotAllowed`, `ItemGone`, `PassageNotFound`, `ValidationError`.
    """
    if not may_view(by, article):
        raise Article.DoesNotExist
    # As it is now, and stays until the comment is there: nobody clears or publishes it in between.
    if lock_article(article.pk).state == ArticleState.PUBLISHED:
        raise NotAllowed(by, "A published article takes no more comments.")
    first = answer_to.answer_to or answer_to if answer_to else None
    if first is not None and first.article_id != article.pk:
        raise Comment.DoesNotExist
    comment = Comment(
        article=article, text=text.strip(), by=by, blocking=blocking and first is None, answer_to=first,
        at=at or timezone.now(),
    )  # fmt: skip
    if first is None and about is not None and about.item_kind:
        _anchor(comment, about)
    if suggested is not None:
        _suggest(comment, suggested)
    _require_words(comment)
    comment.full_clean(exclude=["text"])
    track(comment, by, "Answered" if first else "Comment added" if suggested is None else "Change suggested")
    comment.save()
    _announce_new(comment)
    return comment


def _anchor(comment: Comment, about: About) -> None:
    """Say what the comment is about; a passage with its whole paragraph, so that it is found again."""
    key = "" if about.item_kind == "article" else about.item_key
    item = item_of(comment.article, about.item_kind, key)
    if item is None:
        raise ItemGone
    if about.field and about.field not in FIELD_NAMES[about.item_kind]:
        raise ValidationError("Choose what it is about from the list.", code="field")
    comment.item_kind, comment.item_key, comment.field = about.item_kind, key, about.field
    if not about.exact.strip():
        return
    if not has_passages(about.item_kind, about.field):
        raise ValidationError(
            "Choose the text that the passage is in, or leave the passage blank to comment on all of it.",
            code="passage",
        )
    if len(about.exact) > MAX_PASSAGE:
        raise ValidationError(
            f"This passage has {len(about.exact):,} characters; {MAX_PASSAGE:,} is the most. Mark less of it, "
            "or comment on the whole text.",
            code="too_long",
        )
    rich = is_rich(item, about.field)
    paragraphs = field_paragraphs(item, about.field)
    marked = TextQuoteSelector(readable_words(about.exact, rich=rich), about.prefix, about.suffix)
    found = find_marked(paragraphs, marked)
    if found is None:
        raise PassageNotFound(about.exact)
    anchor = select(paragraphs, found.paragraph, found.start, found.end)
    comment.exact, comment.prefix, comment.suffix = anchor.exact, anchor.prefix, anchor.suffix


def _suggest(comment: Comment, words: str) -> None:
    if not comment.exact:
        raise ValidationError("Mark the passage that you would change.", code="passage")
    item = item_of(comment.article, comment.item_kind, comment.item_key)
    comment.suggested = readable_words(words, rich=is_rich(item, comment.field))
    if comment.suggested == comment.exact:
        raise ValidationError("This is what stands there. Type what should stand there instead.", code="same")


def _require_words(comment: Comment) -> None:
    if not comment.text and comment.suggested is None:
        raise ValidationError("A comment cannot be blank. Write what you have to say.", code="blank")
    for words in (comment.text, comment.suggested or ""):
        if len(words) > MAX_TEXT:
            raise ValidationError(
                f"This has {len(words):,} characters; {MAX_TEXT:,} is the most it takes. Shorten it.",
                code="too_long",
            )


@transaction.atomic
def resolve_comment(*, comment: Comment, by: User, at: datetime | None = None) -> Comment:
    """Settle a comment together with its answers. Raises `NotAllowed`, `Article.DoesNotExist`.

    An author of the article settles what blocks nothing; a blocking comment is settled by the desk, and not by a
    writer of the article unless it is their own. A suggestion that is resolved is neither accepted nor declined.
    """
    article = _seen(comment, by)
    if comment.resolved_at is not None:
        return comment
    _require(by, Asking(article, by).why_not_resolve(comment))
    _settle(comment, by, "Resolved", at)
    _tell_thread(comment, article, by, "comment_resolved", "resolved a comment")
    return comment


@transaction.atomic
def reopen_comment(*, comment: Comment, by: User) -> Comment:
    """Open a settled comment again, for example because it was settled too early. A declined suggestion may be decided
    anew; one that was accepted stays accepted. Raises `NotAllowed`, `Article.DoesNotExist`.
    """
    article = _seen(comment, by)
    if comment.resolved_at is None:
        return comment
    _require(by, Asking(article, by).why_not_reopen(comment))
    comment.resolved_by = comment.resolved_at = None
    comment.decision = ""
    track(comment, by, "Reopened")
    comment.save(update_fields=["resolved_by", "resolved_at", "decision"])
    _tell_thread(comment, article, by, "answered", "reopened a comment")
    return comment


@transaction.atomic
def decide_suggestion(*, comment: Comment, by: User, accept: bool, at: datetime | None = None) -> Comment:
    """Take the suggested words into the text, or decline them (whoever suggested them takes them back); settles the thread.

    Accepting is editing: by who may edit now, in their name, and only where the passage still reads as it did; the history
    names who suggested it, and `content.writers` counts both. Deciding again what was decided so changes nothing.
    Raises `Article.DoesNotExist`, `Comment.DoesNotExist` for what suggests nothing, `SuggestionSettled`, `NotAllowed`,
    `SuggestionOutdated`, `ValidationError`.
    """
    article = _seen(comment, by)
    decision = Comment.Decision.ACCEPTED if accept else Comment.Decision.DECLINED
    if comment.suggested is None:
        raise Comment.DoesNotExist
    if comment.decision == decision:
        return comment
    if comment.resolved_at is not None:
        raise SuggestionSettled(comment)
    asking = Asking(article, by)
    _require(by, asking.why_not_accept(comment) if accept else asking.why_not_decline(comment))
    if accept:
        _take_over(comment, article, by)
    comment.decision = decision
    _settle(comment, by, f"Suggestion {decision.label.lower()}", at)
    _tell_thread(comment, article, by, "suggestion_decided", f"{decision.label.lower()} a suggestion")
    return comment


def _take_over(comment: Comment, article: Article, by: User) -> None:
    """Put the suggested words into the text."""
    require_edit(by, article)
    item = item_of(article, comment.item_kind, comment.item_key)
    place = place_of(article, comment)
    if item is None or place is None or place.text != comment.exact:
        raise SuggestionOutdated(comment, place.text if place else "")
    words = comment.suggested or ""
    value = replaced(item, comment.field, place.paragraph, place.start, place.end, words)
    written = FIELDS[comment.item_kind][comment.field]
    read = license_as_read(item) if isinstance(item, Image) else ""
    written.put(item, written.read(item, value))
    if isinstance(item, Image) and item.license == read:
        item.license = license_as_read(item)  # it was read from the attribution, and follows it
    save_item(item=item, by=by, reason=f"Accepted what {_name(comment.by)} suggested")


def _seen(comment: Comment, by: User) -> Article:
    """The comment's article under lock with everything, and the comment as it stands; for who may know of it."""
    lock_article(comment.article_id)
    article = loaded(comment.article_id)
    if not may_view(by, article):
        raise Article.DoesNotExist
    comment.refresh_from_db()
    return article


def _require(by: User, refusal: str | None) -> None:
    if refusal:
        raise NotAllowed(by, refusal)


def _settle(comment: Comment, by: User, reason: str, at: datetime | None) -> None:
    comment.resolved_by, comment.resolved_at = by, at or timezone.now()
    track(comment, by, reason)
    comment.save(update_fields=["resolved_by", "resolved_at", "decision"])


def _announce_new(comment: Comment) -> None:
    article, by = comment.article, comment.by
    if comment.answer_to is not None:
        _tell_thread(comment.answer_to, article, by, "answered", "answered a comment", detail=comment.text)
        return
    kind, done = "commented", "commented on"
    if comment.suggested is not None:
        kind, done = "suggested", "suggested a change in"
    groups = {Group.AUTHORS: author_accounts(article), Group.ASSIGNEE: assignee_ids(article, article.state)}
    announce(
        kind=kind, text=f"{_name(by)} {done} “{article}”.", by=by, groups=groups, article=article,
        detail=_words(comment),
    )  # fmt: skip


def _tell_thread(
    comment: Comment, article: Article, by: User, kind: str, done: str, *, detail: str | None = None
) -> None:
    """Tell everybody who spoke in the thread."""
    spoke = {comment.by_id, *comment.answers.values_list("by_id", flat=True)}
    announce(
        kind=kind, text=f"{_name(by)} {done} on “{article}”.", by=by, groups={Group.THREAD: spoke}, article=article,
        detail=_words(comment) if detail is None else detail,
    )  # fmt: skip


def _words(comment: Comment) -> str:
    """The comment's words; a suggestion's are what it would change."""
    if comment.suggested is None:
        return comment.text
    change = f"“{comment.exact}” → “{comment.suggested}”"
    return f"{comment.text}\n{change}".strip()


def _name(who: Any) -> str:
    return str(who.get_full_name() or who.get_username()) if who else "Somebody"
