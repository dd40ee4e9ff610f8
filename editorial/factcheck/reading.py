"""An article of the database as the finders read it, and what the house's archive knows."""

import hashlib
import inspect
from collections import Counter, defaultdict
from dataclasses import replace
from functools import lru_cache
from typing import Any

from django.core.cache import cache
from django.db.models import Count, DateTimeField, Max, QuerySet, Value

from editorial.content import richtext
from editorial.content.models import Article, Author, Byline, Excerpt, Footnote, Image
from editorial.content.queries import item_label, numbered_footnotes
from editorial.content.together import put_list, rows_together
from editorial.factcheck.finders.article_text import (
    Archive,
    ArchivedArticle,
    ArticleText,
    ExcerptText,
    NoteText,
    Passage,
    Place,
    RegisteredOutlet,
    RegisteredPerson,
)
from editorial.factcheck.finders.names.mentions import read_mentions
from editorial.house.models import House
from editorial.house.queries import the_house
from editorial.registers import folding
from editorial.registers.models import BackIssue, BackIssueArticle, Outlet, Person, Spelling
from editorial.registers.queries import ARCHIVE_TOKEN, register_marks, token_of_marks
from editorial.states import IssueState

NAMES_FROM = 600  # of the newest published articles: about a year of the thickest issues
KEPT_SECONDS = 7 * 24 * 3600
HOUSE = "house"

OWN = {"title": "Title", "dek": "Dek", "pull_quote": "Pull quote"}


def article_text(article: Article) -> ArticleText:
    """The article in passages; the keys are those of its items. Loaded by `with_content`, it asks no query."""
    own = {
        field: Passage(Place("article", "", field), getattr(article, field), label)
        for field, label in OWN.items()
        if getattr(article, field)
    }
    issue = article.issue
    return ArticleText(
        **own,
        commentary=_passages("article", "", "commentary", article.commentary, "Commentary"),
        excerpts=tuple(_excerpt(excerpt) for excerpt in article.excerpts.all()),
        notes=tuple(_note(number, note) for number, note in numbered_footnotes(article).items()),
        captions=tuple(_caption(image) for image in article.images.all() if image.caption),
        issue_month=issue.month if issue else None,
        publication_date=issue.rights_date if issue else None,
    )


def _passages(kind: str, key: str, field: str, value: str, label: str) -> tuple[Passage, ...]:
    return tuple(
        Passage(Place(kind, key, field, number), paragraph.text, label, paragraph.references)
        for number, paragraph in enumerate(richtext.marked_paragraphs(value))
    )


def _excerpt(excerpt: Excerpt) -> ExcerptText:
    label = item_label(excerpt)
    return ExcerptText(
        key=excerpt.key,
        label=label,
        citation=Passage(Place("excerpt", excerpt.key, "citation"), citation_line(excerpt), label),
        body=_passages("excerpt", excerpt.key, "body", excerpt.body, label),
        authors=tuple(excerpt.authors),
        original_title=excerpt.original_title,
        translated_title=excerpt.translated_title,
        language=excerpt.original_language,
        outlet=excerpt.outlet,
        outlet_descriptor=excerpt.outlet_descriptor,
        published_on=excerpt.published_on,
        original=_passages("excerpt", excerpt.key, "original_text", excerpt.original_text, label),
    )


def citation_line(excerpt: Excerpt) -> str:
    """The citation in one line, as the house prints it."""
    title = excerpt.original_title
    if excerpt.translated_title:
        title = f"{title} ({excerpt.translated_title})" if title else excerpt.translated_title
    outlet = excerpt.outlet
    for remark in (excerpt.outlet_note, excerpt.outlet_descriptor):
        outlet += f" ({remark})" if remark else ""
    day = f"{excerpt.published_on:%-d %B %Y}" if excerpt.published_on else ""
    parts = [", ".join(excerpt.authors), f"“{title},”" if title else "", outlet.strip(), excerpt.place, day]
    return ", ".join(part for part in parts if part).replace(",”, ", ",” ")


def _note(number: int, note: Footnote) -> NoteText:
    return NoteText(note.key, number, _passages("footnote", note.key, "text", note.text, f"Note {number}"))


def _caption(image: Image) -> Passage:
    return Passage(Place("image", image.key, "caption"), image.caption, item_label(image))


def archive_token() -> str:
    """Changes when an issue is published or a register changes; asked of the database at most once a minute.

    Operations on the registers throw it away: an editor sees at once what the finders make of a change.
    """
    token: str | None = cache.get(ARCHIVE_TOKEN)
    if token is None:
        published, registers = _marks()
        token = f"{published}|{registers}-{_folding()}"
        cache.set(ARCHIVE_TOKEN, token, timeout=60)
    return token


def _marks() -> tuple[str, str]:
    """What stands for the published articles and for the registers. One query."""
    name = "published articles"
    published = _published().order_by().annotate(register=Value(name)).values("register")
    counted = published.annotate(last=Count("pk"), at=Max("state_since")).values("register", "last", "at")
    rows = list(counted.union(_house_mark(), *register_marks()))
    of_articles = next((row for row in rows if row["register"] == name), {"last": 0, "at": None})
    of_house = next((row["last"] for row in rows if row["register"] == HOUSE), 0)
    registers = token_of_marks(row for row in rows if row["register"] not in (name, HOUSE))
    return f"{of_articles['last']}-{of_articles['at']}-{of_house}", registers


def _house_mark() -> QuerySet[House, Any]:
    """Which version of the house there is: its name is what the digest is called."""
    nothing = Value(None, output_field=DateTimeField())
    named = House.objects.order_by().annotate(register=Value(HOUSE), at=nothing).values("register", "at")
    return named.annotate(last=Max("version")).values("register", "last", "at")


def known_archive() -> Archive:
    """What the published articles and the registers know. Read once after each change of either."""
    return _archive_as_of(archive_token())


@lru_cache(maxsize=1)
def _folding() -> str:
    """Of how spellings are compared: the finders look names up by it."""
    return hashlib.sha256(inspect.getsource(folding).encode()).hexdigest()[:8]


@lru_cache(maxsize=1)
def _archive_as_of(token: str) -> Archive:
    # Reading years of articles takes long; a change of a register does not make it necessary.
    published = token.rpartition("|")[0]
    name = f"archive:{hashlib.sha256(published.encode()).hexdigest()}"
    known: Archive | None = cache.get(name)
    if known is None:
        known = _read_published()
        cache.set(name, known, timeout=KEPT_SECONDS)
    return _with_registers(known)


def digests() -> tuple[str, ...]:
    """What the digest itself is called: the house's name, if it has been given."""
    name = the_house().name
    return (name,) if name else ()


def _published() -> QuerySet[Article]:
    """What readers have seen: articles of published issues, also while one of them is being corrected."""
    return Article.objects.filter(issue__state=IssueState.PUBLISHED)


def read_archive() -> Archive:
    """What the published articles and the registers know, read from the database. Five queries."""
    return _with_registers(_read_published())


def _read_published() -> Archive:
    newest_first = _published().order_by("-issue__month", "position")
    every = list(newest_first.values_list("pk", "title", "issue__month"))
    authors, outlets = _signed_and_cited()
    articles = tuple(ArchivedArticle(title, tuple(authors[pk]), month) for pk, title, month in every)
    names: Counter[str] = Counter()
    for article in _with_words(newest_first[:NAMES_FROM]):
        names.update({mention.text() for mention in read_mentions(article_text(article))})
    return Archive(
        articles=articles,
        months=frozenset(one.month for one in articles),
        names=dict(names),
        outlets={
            outlet: tuple(words for words, _ in counted.most_common()) for outlet, counted in outlets.items()
        },
        digests=digests(),
    )


def _signed_and_cited() -> tuple[dict[int, list[str]], dict[str, Counter[str]]]:
    """Of the published articles the names in their bylines, by primary key, and how they describe the outlets they cite.
    One query, without the texts.
    """
    published = _published().values("pk")
    signed, names, cited = rows_together(
        Byline.objects.filter(article__in=published),
        Author.objects.only("name"),
        Excerpt.objects.filter(article__in=published).exclude(outlet="").exclude(outlet_descriptor="")
        .only("article", "position", "outlet", "outlet_descriptor"),
    )  # fmt: skip
    named = {author.pk: author.name for author in names}
    authors: dict[int, list[str]] = defaultdict(list)
    for byline in signed:
        authors[byline.article_id].append(named[byline.author_id])
    outlets: dict[str, Counter[str]] = defaultdict(Counter)
    for excerpt in cited:
        outlets[excerpt.outlet][excerpt.outlet_descriptor] += 1
    return authors, outlets


def _with_words(articles: QuerySet[Article]) -> list[Article]:
    """The articles with all that `article_text` reads. Two queries."""
    found = list(articles.select_related("issue"))
    pks = [article.pk for article in found]
    lists = {"excerpts": Excerpt, "footnotes": Footnote, "images": Image}
    read = rows_together(*(model._default_manager.filter(article__in=pks) for model in lists.values()))
    for (name, model), rows in zip(lists.items(), read, strict=True):
        own: dict[int, list[Excerpt | Footnote | Image]] = defaultdict(list)
        for row in rows:
            own[row.article_id].append(row)
        for article in found:
            put_list(article, name, model, own[article.pk])
    return found


def _with_registers(published: Archive) -> Archive:
    """With outlets, people and the issues from before this system, as editors keep them. One query."""
    models = (BackIssue, BackIssueArticle, Outlet, Person, Spelling)
    issues, printed, outlets, people, spellings = rows_together(*(model.objects.all() for model in models))
    months = {issue.pk: issue.month for issue in issues}
    printed.sort(key=lambda article: months[article.issue_id], reverse=True)
    articles = tuple(
        ArchivedArticle(article.title, tuple(article.authors), months[article.issue_id])
        for article in printed
    )
    others: dict[tuple[int | None, int | None], list[str]] = defaultdict(list)
    for spelling in spellings:
        others[spelling.outlet_id, spelling.person_id].append(spelling.text)
    return replace(
        published,
        articles=articles + published.articles,
        months=published.months | set(months.values()),
        registered=tuple(
            RegisteredOutlet(one.name, one.descriptor, tuple(others[one.pk, None])) for one in outlets
        ),
        people=tuple(RegisteredPerson(one.name, tuple(others[None, one.pk])) for one in people),
        incomplete=frozenset(issue.month for issue in issues if not issue.complete),
    )
