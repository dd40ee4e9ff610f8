"""Comments with their answers: which of them wait for an author's word, who settles them, where they stand today."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.contrib.auth.models import User
from rapidfuzz import fuzz

from editorial.content.differences import Piece, word_difference
from editorial.content.models import Article
from editorial.content.passages import FIELD_NAMES, field_paragraphs, has_passages, item_of
from editorial.content.permissions import DESK, edit_refusal, is_author_of, roles_of
from editorial.content.queries import item_label, numbered_footnotes
from editorial.content.writers import writer_ids
from editorial.factcheck.selectors import Located, Placing, TextQuoteSelector
from editorial.states import ArticleState
from editorial.workflow.models import Comment

BEFORE = 32  # characters that tell a passage from the same words elsewhere
_ALIKE = 60.0  # rapidfuzz: above, words are an edit of others
_SAME_PLACE = 75.0  # rapidfuzz: above, what is around a passage is what was around it


@dataclass(frozen=True)
class Thread:
    """A comment and what was answered, in order.

    `wants_answer`: it is open and an author did not speak last. `may_resolve`: the person who looks may settle it.
    """

    comment: Comment
    answers: tuple[Comment, ...]
    wants_answer: bool
    may_resolve: bool

    @property
    def is_open(self) -> bool:
        """Whether nobody has resolved it."""
        return self.comment.resolved_at is None


@dataclass(frozen=True)
class PlacedThread:
    """A thread and the place in the article that it is about.

    `item_kind` "" is the article as a whole, `field` "" all of an item. `located` is where its passage stands today;
    None where it is about no passage, or the passage is nowhere. `gone`: the passage, or the whole item, is not in the
    article any more. `order` sorts by where it is. `words_then` is the passage as it read when the comment was made,
    `words` as it reads today, and `before` some of the text before it today. The refusals say in one sentence why this
    person may not do it; None: they may.
    """

    thread: Thread
    item_kind: str
    item_key: str
    field: str
    located: Located | None
    gone: bool
    order: tuple[int, ...]
    label: str
    before: str
    words: str
    words_then: str
    why_not_resolve: str | None
    why_not_reopen: str | None
    why_not_accept: str | None
    why_not_decline: str | None

    @property
    def comment(self) -> Comment:
        return self.thread.comment

    @property
    def changed(self) -> bool:
        """Whether its passage is still there and reads otherwise than when the comment was made."""
        return not self.gone and self.words != self.words_then

    @property
    def is_suggestion(self) -> bool:
        return self.comment.suggested is not None

    @property
    def difference(self) -> tuple[Piece, ...]:
        """What the suggestion would change in the passage as it was, word by word."""
        return word_difference(self.words_then, self.comment.suggested or "")

    @property
    def may_resolve(self) -> bool:
        return self.why_not_resolve is None

    @property
    def may_reopen(self) -> bool:
        return self.why_not_reopen is None

    @property
    def may_accept(self) -> bool:
        return self.why_not_accept is None

    @property
    def may_decline(self) -> bool:
        return self.why_not_decline is None

    @property
    def may_decide(self) -> bool:
        """Whether this person decides about the suggestion in one way at least."""
        return self.may_accept or self.may_decline


def author_accounts(article: Article) -> set[int]:
    """The accounts whose article it is: who created it and whose names are in the byline."""
    signed = {byline.author.user_id for byline in article.bylines.all() if byline.author.user_id}
    return signed | {article.created_by_id}


def threads(
    article: Article,
    comments: Iterable[Comment],
    user: User | None = None,
    *,
    writers: Collection[int] | None = None,
) -> list[Thread]:
    """The article's comments as `user` sees them: what waits for an answer first, then what is open, then the rest.

    Without a user nobody may resolve any, and nothing is queried. `writers` are those of the article
    (`content.writers.writer_ids`); where they are not given and matter they are asked for once.
    """
    return _threads(article, comments, None if user is None else Asking(article, user, writers))


def _threads(article: Article, comments: Iterable[Comment], asking: "Asking | None") -> list[Thread]:
    ordered = sorted(comments, key=lambda comment: (comment.at, comment.pk))
    answers: dict[int, list[Comment]] = {}
    for comment in ordered:
        if comment.answer_to_id is not None:
            answers.setdefault(comment.answer_to_id, []).append(comment)
    ours = author_accounts(article)
    found = []
    for comment in ordered:
        if comment.answer_to_id is None:
            said = answers.get(comment.pk, [])
            is_open = comment.resolved_at is None
            waits = is_open and [comment, *said][-1].by_id not in ours
            settles = is_open and asking is not None and asking.why_not_resolve(comment) is None
            found.append(Thread(comment, tuple(said), waits, settles))
    return sorted(found, key=lambda thread: (not thread.wants_answer, not thread.is_open))


def placed_threads(
    article: Article,
    comments: Iterable[Comment],
    user: User,
    *,
    writers: Collection[int] | None = None,
) -> list[PlacedThread]:
    """The article's comments with the places where they stand today: what waits for an answer first, then what is open,
    each in the order of the article, then what is settled.

    `article` is loaded with its content (`content.queries.with_content`), `comments` with `by` and `resolved_by`. Nothing
    is queried but the user's roles and, where `writers` are not given and matter, once who they are.
    """
    asking = Asking(article, user, writers)
    places = _Places(article)
    found = [_placed(thread, asking, places) for thread in _threads(article, comments, asking)]
    return sorted(
        found, key=lambda p: (not p.thread.wants_answer, not p.thread.is_open, p.order, p.comment.at)
    )


def place_of(article: Article, comment: Comment) -> Located | None:
    """Where the comment's passage stands today; None where it is nowhere. No queries on an article with its content."""
    return _Places(article).find(comment)


class Asking:
    """What one person may do with the comments of one article; who wrote it is looked up once, if it matters."""

    def __init__(self, article: Article, user: User, writers: Collection[int] | None = None):
        self.article, self.user, self._writers = article, user, writers

    @cached_property
    def _wrote(self) -> bool:
        return self.user.pk in (writer_ids(self.article) if self._writers is None else self._writers)

    def why_not_resolve(self, comment: Comment) -> str | None:
        """Why this person may not settle the comment, in one sentence; None when they may."""
        desk = bool(roles_of(self.user) & DESK)
        own = comment.by_id == self.user.pk
        if comment.answer_to_id is not None:
            return "An answer is settled with the comment that it answers."
        if comment.blocking and not desk:
            return "A blocking comment is resolved by an editor or a fact-checker."
        if comment.blocking and not own and self._wrote:
            return "You wrote or edited this article, so somebody else resolves its blocking comments."
        if not (desk or own or is_author_of(self.user, self.article)):
            return "A comment is resolved by the article’s authors or the desk."
        return None

    def why_not_reopen(self, comment: Comment) -> str | None:
        """Why this person may not open a settled comment again; None when they may: it only ever holds things up."""
        if comment.answer_to_id is not None:
            return "An answer is opened with the comment that it answers."
        if comment.decision == Comment.Decision.ACCEPTED:
            return "The suggestion is in the text. Comment on it anew."
        if self.article.state == ArticleState.PUBLISHED:
            return "A published article takes no more comments."
        desk = bool(roles_of(self.user) & DESK)
        if not (desk or comment.by_id == self.user.pk or is_author_of(self.user, self.article)):
            return "A comment is opened again by the article’s authors or the desk."
        return None

    def why_not_accept(self, comment: Comment) -> str | None:
        """Why this person may not put the suggested words into the text now; None when they may."""
        if comment.suggested is None:
            return "Nothing is suggested."
        if comment.decision:
            return f"It was {comment.get_decision_display().lower()} already."
        if comment.resolved_at is not None:
            return "It was resolved. Reopen it first."
        return edit_refusal(self.user, self.article)

    def why_not_decline(self, comment: Comment) -> str | None:
        """Why this person may not decline the suggestion, or take back their own; None when they may."""
        no = self.why_not_accept(comment)
        open_suggestion = comment.suggested is not None and comment.resolved_at is None
        withdraws = open_suggestion and comment.by_id == self.user.pk
        if not (withdraws or no is None):
            return no
        # Declining settles the thread, so that one which blocks is declined by who may resolve it.
        return self.why_not_resolve(comment) if comment.blocking else None


class _Places:
    """Finds comments in an article; the paragraphs of a field are read once."""

    def __init__(self, article: Article):
        self.article = article
        self._fields: dict[tuple[str, str, str], Placing] = {}

    @cached_property
    def _notes(self) -> dict[str, int]:
        return {note.key: number for number, note in numbered_footnotes(self.article).items()}

    def item(self, comment: Comment) -> object:
        """The item that the comment is about; the article for the article as a whole, None for one that is gone."""
        return item_of(self.article, comment.item_kind or "article", comment.item_key)

    def find(self, comment: Comment) -> Located | None:
        """Where the comment's passage is today; None for no passage, one that is nowhere, or a field without passages."""
        item = self.item(comment)
        if not comment.exact or item is None or not has_passages(comment.item_kind, comment.field):
            return None
        place = (comment.item_kind, comment.item_key, comment.field)
        if place not in self._fields:
            self._fields[place] = Placing(field_paragraphs(item, comment.field))  # type: ignore[arg-type]
        placing = self._fields[place]
        located = placing.place(TextQuoteSelector(comment.exact, comment.prefix, comment.suffix))
        if located is None or not located.text or not _same_passage(comment, located, placing.paragraphs):
            return None
        return located

    def before(self, comment: Comment, located: Located | None) -> str:
        """Some of the text before the passage as it stands today."""
        if located is None:
            return ""
        texts = self._fields[comment.item_kind, comment.item_key, comment.field].paragraphs
        return texts[located.paragraph][: located.start][-BEFORE:]

    def label(self, comment: Comment, located: Located | None) -> str:
        """Such as “Commentary, paragraph 2”, “Excerpt 1, Outlet”, “Note 3”, “The article as a whole”."""
        kind, field = comment.item_kind, comment.field
        if not kind:
            return "The article as a whole"
        names = FIELD_NAMES.get(kind, {})
        # A note has one field.
        parts = [names.get(field, field.replace("_", " "))] if field and kind != "footnote" else []
        if kind != "article":
            item = self.item(comment)
            name = {"excerpt": "An excerpt", "footnote": "A note", "image": "An image"}.get(kind, kind)
            parts.insert(
                0,
                item_label(item, self._notes) if item else f"{name} that was removed",  # type: ignore[arg-type]
            )
        elif not field:
            parts.append("The article’s own text")
        several = located is not None and len(self._fields[kind, comment.item_key, field].paragraphs) > 1
        return ", ".join([*parts, f"paragraph {located.paragraph + 1}"] if several and located else parts)

    def order(self, comment: Comment, located: Located | None, *, gone: bool) -> tuple[int, ...]:
        """Where in the article it is; what is about the whole comes first, what is gone last in its field."""
        kinds = ["", "article", "image", "excerpt", "footnote"]
        fields = list(FIELD_NAMES.get(comment.item_kind, {}))
        kind = kinds.index(comment.item_kind) if comment.item_kind in kinds else len(kinds)
        field = 1 + fields.index(comment.field) if comment.field in fields else 0
        paragraph, start = (located.paragraph, located.start) if located else (-1, 0)
        return kind, self._number(comment), field, 10**6 if gone else paragraph, start

    def _number(self, comment: Comment) -> int:
        if comment.item_kind == "footnote":
            return self._notes.get(comment.item_key, 10**6)
        item = self.item(comment)
        return getattr(item, "position", None) or 0 if comment.item_kind in ("excerpt", "image") else 0


def _same_passage(comment: Comment, located: Located, paragraphs: Sequence[str]) -> bool:
    """Whether what stands there now is what the comment was about: the same words, words like them, or other words in the
    same place. A claim is looked at by a fact-checker wherever it went; a remark at the wrong place misleads.
    """
    around = comment.prefix + comment.suffix
    if located.text == comment.exact or (not around and len(paragraphs) == 1):
        return True
    text = paragraphs[located.paragraph]
    around_now = text[: located.start] + text[located.end :]
    return fuzz.ratio(comment.exact, located.text) >= _ALIKE or (
        len(around) >= BEFORE and fuzz.ratio(around, around_now) >= _SAME_PLACE
    )


def _placed(thread: Thread, asking: Asking, places: _Places) -> PlacedThread:
    comment = thread.comment
    located = places.find(comment)
    gone = places.item(comment) is None or (bool(comment.exact) and located is None)
    outdated = comment.suggested is not None and (located is None or located.text != comment.exact)
    refused = asking.why_not_accept(comment)
    if refused is None and outdated:
        refused = "The passage is gone." if gone else "The passage was changed since this was suggested."
    return PlacedThread(
        thread,
        item_kind=comment.item_kind,
        item_key=comment.item_key,
        field=comment.field,
        located=located,
        gone=gone,
        order=places.order(comment, located, gone=gone),
        label=places.label(comment, located),
        before=places.before(comment, located),
        words=located.text if located else "",
        words_then=comment.exact,
        why_not_resolve=asking.why_not_resolve(comment) if thread.is_open else "It is resolved.",
        why_not_reopen="It is open." if thread.is_open else asking.why_not_reopen(comment),
        why_not_accept=refused,
        why_not_decline=asking.why_not_decline(comment),
    )
