"""Who wrote an article: the base of the separation of duties.

The writers of today's text are its authors, everyone whose saves changed its content since it last became a draft (what
was written for the last submission and what was edited since), and everyone who ever gave a field the value that it has
now. So an edit of an earlier round counts until somebody rewrites what it changed, and again when that is undone: neither
returning an article and having it submitted again unread, nor restoring an old version, washes anything. A byline counts
for good, also after somebody removed it or unlinked the account from the author's name. Whoever suggested words that
somebody accepted wrote them as well as who accepted them: since the article last became a draft, and from earlier rounds as
long as the words stand (a deletion: as long as they are gone). The answer comes from the history and from the accepted
suggestions, not from who holds which role.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db.models import CharField, F, IntegerField, Q, TextField, Value
from django.db.models.functions import Cast, JSONObject

from editorial.content.models import Article, Author, Byline, Excerpt, Footnote, Image
from editorial.content.passages import field_paragraphs, item_of
from editorial.content.permissions import is_author_of
from editorial.states import ArticleState

# What changes without anybody having written: the workflow's own columns, the section and the order in an issue.
NOT_CONTENT = {
    "state", "state_since", "submitted_at", "version", "issue", "section", "slug", "created_at", "created_by",
    "history_id", "history_date", "history_user", "history_type", "history_change_reason",
}  # fmt: skip


PARTS = (Excerpt, Footnote, Image, Byline)
_MODELS = (Article, *PARTS)
_BYLINES = _MODELS.index(Byline)
_LINKS = len(_MODELS)  # the history of the names' accounts, behind those of the models
_TAKEN = _LINKS + 1  # the suggestions that somebody accepted


@dataclass(frozen=True)
class Writing:
    """Primary keys of users: who wrote the article's present text, and who changed it since it was last submitted.

    `submitted` has what changed since as it was submitted: by kind and primary key of the item its values, by the names
    of their columns, as JSON; None for an item that was added since.
    """

    writers: frozenset[int]
    since_submitted: frozenset[int]
    submitted: Mapping[tuple[str, int], Mapping[str, Any] | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Head:
    """A row of a history without its text. `part` is the place of its model in `_MODELS`; `named` is the article's state,
    the key of an excerpt, a note or an image, the name in a byline (its primary key), or what a suggestion said (JSON).
    """

    part: int
    article: int
    id: int
    history_id: int
    at: datetime
    user: int | None
    named: str

    @property
    def item(self) -> tuple[int, str, int]:
        """What the row is of: an item that was removed and put back is the same one, by its key."""
        keyed = 0 < self.part < _BYLINES and bool(self.named)
        return (self.part, self.named, 0) if keyed else (self.part, "", self.id)


def writer_ids(article: Article) -> set[int]:
    """The primary keys of the users who wrote the article's present text. Two queries."""
    return set(writing_of(article).writers)


def wrote(user: User, article: Article) -> bool:
    """Whether this person is one of the writers of the article's present text."""
    return is_author_of(user, article) or user.pk in writer_ids(
        article
    )  # authors always are: nothing is asked


def read_writing(article: Article) -> Writing:
    """The same for a page, whose panels ask several times: this instance answers what it read now.

    Operations never call it: they ask the history anew.
    """
    article.__dict__.pop("_writing", None)
    article.__dict__["_writing"] = writing_of(article)
    return writing_of(article)


def read_writings(articles: Sequence[Article]) -> None:
    """`read_writing` for many articles. Two queries, however many."""
    for article in articles:
        article.__dict__.pop("_writing", None)
    found = writings_of(articles)
    for article in articles:
        article.__dict__["_writing"] = found[article.pk]


def writing_of(article: Article) -> Writing:
    """Who wrote the article, from its history: at most two queries, however long that is."""
    known: Writing | None = article.__dict__.get("_writing")
    return known if known is not None else writings_of([article])[article.pk]


def writings_of(articles: Sequence[Article]) -> dict[int, Writing]:
    """The same of many articles, by primary key: at most two queries, however many."""
    read = {record.article.pk: record for record in _records(articles)}
    needed = {pk: record.needed for pk, record in read.items() if record.needed}
    texts: dict[int, list[dict[str, Any]]] = {pk: [] for pk in read}
    for row in _texts(needed) if needed else ():
        texts[row["of"]].append(row)
    return {pk: record.writing(texts[pk]) for pk, record in read.items()}


Needed = dict[int, dict[int, datetime]]


@dataclass(frozen=True)
class _Record:
    """What the heads of an article's histories say. `known` are its writers without their texts; `needed` are the rows
    that may name somebody else (see `_from_the_first_stranger_on`).
    """

    article: Article
    known: frozenset[int]
    since: datetime | None
    taken: Sequence[_Head]
    needed: Needed

    def writing(self, texts: Sequence[dict[str, Any]]) -> Writing:
        """Who wrote it, with the texts of the needed rows."""
        submitted_at = self.article.submitted_at
        ids = set(self.known)
        edited = {head.user for head in self.taken if head.user and submitted_at and head.at > submitted_at}
        for user, at in _changed_by(texts, self.since):
            ids.add(user)
            if at is not None and submitted_at is not None and at > submitted_at:
                edited.add(user)
        ids |= _suggested(self.article, self.taken, self.since)
        return Writing(frozenset(ids), frozenset(edited), _as_submitted(texts, submitted_at))


def _records(articles: Sequence[Article]) -> Iterator[_Record]:
    own: dict[int, list[_Head]] = {article.pk: [] for article in articles}
    links: list[_Head] = []
    for head in _heads(list(own)) if own else ():
        (links if head.part == _LINKS else own[head.article]).append(head)
    for article in articles:
        heads = own[article.pk]
        names = {int(head.named) for head in heads if head.part == _BYLINES}
        ids = {article.created_by_id}
        ids |= {b.author.user_id for b in article.bylines.all() if b.author.user_id}
        ids |= _signed([link for link in links if link.id in names], article.created_at)
        rows = [head for head in heads if head.part != _TAKEN]
        yield _Record(
            article,
            frozenset(ids),
            _became_draft_at([head for head in rows if head.part == 0]),
            [head for head in heads if head.part == _TAKEN],
            _from_the_first_stranger_on(rows, ids, article.submitted_at),
        )


def _as_submitted(
    texts: Sequence[dict[str, Any]], submitted_at: datetime | None
) -> dict[tuple[str, int], Mapping[str, Any] | None]:
    """What changed since the submission, as it was then. The row before the first one after it is always among `texts`."""
    if submitted_at is None:
        return {}
    then: dict[tuple[str, int], Mapping[str, Any] | None] = {}
    now: dict[tuple[str, int], Mapping[str, Any] | None] = {}
    for row in texts:
        key = (_MODELS[row["part"]]._meta.model_name or "", row["id"])
        said = None if row["history_type"] == "-" else row["said"]
        now[key] = said
        if row["history_date"] <= submitted_at:
            then[key] = said
    return {key: then.get(key) for key, said in now.items() if then.get(key) != said}


def _of(model: Any) -> str:
    """The column of a history that names the article."""
    return "id" if model is Article else "article_id"


def _named_in(model: Any) -> Any:
    if model is Byline:
        return Cast("author_id", CharField())
    return F("state" if model is Article else "key")


def _heads(pks: Sequence[int]) -> list[_Head]:
    """The rows of all histories without their texts, each item's in order, the accounts of all names that ever stood in
    the bylines, and the suggestions that were accepted. One query.
    """
    models: Sequence[Any] = _MODELS
    arms = [
        model.history.filter(**{f"{_of(model)}__in": pks})
        .annotate(part=_number(part), of=F(_of(model)), stood=_named_in(model))
        .values_list("part", "of", "id", "history_id", "history_date", "history_user_id", "stood")
        for part, model in enumerate(models)
    ]
    names = Byline.history.filter(article_id__in=pks).values("author_id")
    links = (
        Author.history.filter(id__in=names)
        .annotate(part=_number(_LINKS), of=_number(0), stood=Value("", output_field=CharField()))
        .values_list("part", "of", "id", "history_id", "history_date", "user_id", "stood")
    )
    comments: Any = Article._meta.get_field("comments").related_model
    said = JSONObject(**{name: name for name in ("item_kind", "item_key", "field", "exact", "suggested")})
    taken = (
        comments.objects.filter(article_id__in=pks, decision="accepted")
        .annotate(part=_number(_TAKEN), of=F("article_id"), row=F("id"), stood=Cast(said, TextField()))
        .values_list("part", "of", "id", "row", "resolved_at", "by_id", "stood")
    )
    first, *others = [arm.order_by() for arm in (*arms, links, taken)]
    heads = [_Head(*row) for row in first.union(*others, all=True)]
    return sorted(heads, key=lambda head: (head.item, head.at, head.history_id))


def _number(value: int) -> Value:
    return Value(value, output_field=IntegerField())


def _signed(links: Sequence[_Head], created_at: datetime) -> set[int]:
    """The accounts behind every name that ever stood in the byline, as they were linked since the article exists."""
    found: set[int] = set()
    before: dict[int, int | None] = {}
    for link in links:
        if link.at >= created_at and link.id in before:
            found.add(before[link.id] or 0)
        before[link.id] = link.user
    return (found | {account or 0 for account in before.values()}) - {0}


def _suggested(article: Article, taken: Sequence[_Head], since: datetime | None) -> set[int]:
    """Who suggested what was accepted since then, or before and it still stands."""
    found = {head.user for head in taken if head.user and (since is None or head.at >= since)}
    for head in taken:
        if head.user and head.user not in found:
            said = json.loads(head.named)
            if _stands(
                article, said["item_kind"], said["item_key"], said["field"], said["exact"], said["suggested"]
            ):
                found.add(head.user)
    return found


def _stands(article: Article, kind: str, key: str, field: str, passage: str, words: str) -> bool:
    """Whether words that took the place of a passage are still in the field; where they were none, whether it is gone."""
    item = item_of(article, kind, key)
    if item is None:
        return False
    text = "\n\n".join(field_paragraphs(item, field))
    return words in text if words else passage not in text


def _became_draft_at(heads: Sequence[_Head]) -> datetime | None:
    """When the article last became a draft; None when it has been one from its beginning."""
    became = None
    previous = None
    for head in heads:
        if head.named == ArticleState.DRAFT and previous not in (None, ArticleState.DRAFT):
            became = head.at
        previous = head.named
    return became


def _from_the_first_stranger_on(
    heads: Sequence[_Head], known: set[int], submitted_at: datetime | None
) -> dict[int, dict[int, datetime]]:
    """By part, the history rows of each item from the first one by somebody who is not `known` or since the submission,
    and the one before it, each with its time.

    A long article's history is megabytes of text, most of it by its author: only what can name somebody new is read.
    """
    needed: dict[int, dict[int, datetime]] = {}
    before: _Head | None = None
    found = False
    for head in heads:
        if before is None or head.item != before.item:
            before, found = None, False
        strange = head.user is not None and head.user not in known
        if not found and (strange or (submitted_at is not None and head.at > submitted_at)):
            found = True
            if before is not None:
                needed.setdefault(before.part, {})[before.history_id] = before.at
        if found:
            needed.setdefault(head.part, {})[head.history_id] = head.at
        before = head
    return needed


def _texts(needed: Mapping[int, Needed]) -> Iterator[dict[str, Any]]:
    """The needed rows of the articles (by primary key) with their texts, each item's in order. One query."""
    wanted: dict[int, set[int]] = {}
    among: dict[int, Q] = {}
    for pk, parts in needed.items():
        for part, rows in parts.items():
            wanted.setdefault(part, set()).update(rows)
            own = Q(**{_of(_MODELS[part]): pk}, history_date__gte=min(rows.values()))
            among[part] = among[part] | own if part in among else own
    arms = []
    for part, condition in among.items():
        model: Any = _MODELS[part]
        ignored = NOT_CONTENT | ({"position"} if model is Article else set())
        names = [f.attname for f in model.history.model._meta.fields if f.name not in ignored]
        arms.append(
            model.history.filter(condition)
            .order_by()
            .annotate(part=_number(part), of=F(_of(model)), said=JSONObject(**{name: name for name in names}))
            .values(
                "part", "of", "id", "history_date", "history_id", "history_user_id", "history_type", "said"
            )
        )
    first, *others = arms
    ordered = first.union(*others, all=True).order_by("part", "id", "history_date", "history_id")
    for row in ordered.iterator(chunk_size=100):
        if row["history_id"] in wanted[row["part"]]:
            yield row


def _changed_by(
    rows: Iterable[dict[str, Any]], since: datetime | None
) -> Iterator[tuple[int, datetime | None]]:
    """Who changed the content in a row after `since`, and when; then, without a time, whose values stand."""
    stands: dict[tuple[int, Any], dict[str, Any]] = {}
    given: dict[tuple[int, Any], list[tuple[str, Any, int | None]]] = {}
    removed_by: set[int | None] = set()
    for row in rows:
        said, user = row["said"], row["history_user_id"]
        item = (row["part"], said.get("key") or row["id"])
        gone = row["history_type"] == "-"
        last = stands.pop(item, None)
        fields = [name for name in said if gone or last is None or said[name] != last[name]]
        if gone:
            # Whoever removed an item shaped the text for good; what its fields said stands no more.
            removed_by.add(user)
        else:
            stands[item] = said
            given.setdefault(item, []).extend((name, said[name], user) for name in fields)
        if fields and user and (since is None or row["history_date"] >= since):
            yield user, row["history_date"]
    standing = {
        user for item, said in stands.items() for name, value, user in given[item] if said[name] == value
    }
    yield from ((user, None) for user in standing | removed_by if user)
