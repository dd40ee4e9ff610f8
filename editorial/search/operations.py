"""Indexing what waits for it, and keeping filters under a name."""

from collections.abc import Sequence

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from editorial.content.models import Article, Byline
from editorial.content.permissions import roles_of
from editorial.content.queries import with_content
from editorial.errors import NotAllowed
from editorial.search.documents import Document, document_of
from editorial.search.engines import default_engine
from editorial.search.models import CitedOutlet, SavedFilter, SearchDocument, Unindexed
from editorial.search.queries import filters_of, waiting
from editorial.states import Role

BATCH = 200
MAX_NAME = 80
MAX_FILTERS = 50
MAX_QUERY = 4000


def index_waiting(*, limit: int = BATCH) -> int:
    """Index at most `limit` of the articles that wait for it, and return how many still do."""
    if not Unindexed.objects.exists():
        return 0
    with transaction.atomic():
        _index_some(limit)
    return waiting()


def _index_some(limit: int) -> None:
    with connection.cursor() as cursor:
        # Two at once could write an older text over a newer one.
        default_engine().one_at_a_time(cursor)
    _note_articles_of_authors()
    noted = Unindexed.objects.filter(article_id__isnull=False).order_by("pk")
    # The same article is noted once for each of its parts: look at more rows than articles are wanted.
    rows = noted.values_list("article_id", flat=True)[: limit * 20]
    ids = sorted(list(dict.fromkeys(pk for pk in rows if pk is not None))[:limit])
    # First forget, then read: whoever changes the content from here on notes it anew.
    Unindexed.objects.filter(article_id__in=ids).delete()
    index_articles(ids)


def _note_articles_of_authors() -> None:
    authors = list(Unindexed.objects.filter(author_id__isnull=False).values_list("pk", "author_id"))
    if not authors:
        return
    articles = Byline.objects.filter(author_id__in=[author for _pk, author in authors])
    Unindexed.objects.filter(pk__in=[pk for pk, _author in authors]).delete()
    Unindexed.objects.bulk_create(
        [Unindexed(article_id=pk) for pk in articles.values_list("article_id", flat=True).distinct()],
        batch_size=500,
    )


@transaction.atomic
def index_articles(ids: Sequence[int]) -> None:
    """Make the documents of these articles anew; those of articles that are gone are removed."""
    documents = [document_of(article) for article in with_content(Article.objects.filter(pk__in=ids))]
    SearchDocument.objects.filter(pk__in=ids).delete()
    CitedOutlet.objects.filter(article_id__in=ids).delete()
    SearchDocument.objects.bulk_create([_row(document) for document in documents], batch_size=200)
    CitedOutlet.objects.bulk_create(
        [CitedOutlet(article_id=d.article_id, name=name) for d in documents for name in d.outlets],
        batch_size=400,
    )
    engine = default_engine()
    with connection.cursor() as cursor:
        engine.drop(cursor, ids)
        engine.put(cursor, documents)


def _row(document: Document) -> SearchDocument:
    return SearchDocument(
        article_id=document.article_id,
        title=document.title,
        citations=document.citations,
        body=document.body,
    )


@transaction.atomic
def note_everything() -> None:
    """Have every article indexed anew, and forget documents of articles that are gone."""
    Unindexed.objects.all().delete()
    for model in (Article, SearchDocument):
        ids = model.objects.order_by("pk").values_list("pk", flat=True)
        rows = (Unindexed(article_id=pk) for pk in ids.iterator(chunk_size=2000))
        Unindexed.objects.bulk_create(rows, batch_size=2000, ignore_conflicts=False)


# Saved filters


class NotYourFilter(NotAllowed):
    """It is somebody else's, and not an administrator who asks."""

    def __init__(self, who: User):
        super().__init__(
            who, "Only the person who saved a filter changes it; administrators may delete shared ones."
        )


@transaction.atomic
def save_filter(*, name: str, query: str, shared: bool, by: User) -> SavedFilter:
    """Keep a search under a name, in place of the person's own one of the same name. Raises `ValidationError`."""
    name = _good_name(name)
    if len(query) > MAX_QUERY:
        raise ValidationError("This search is too long to be saved. Take some of it out.", code="query")
    saved = SavedFilter.objects.filter(by=by, name=name).first() or SavedFilter(by=by, name=name)
    if saved.pk is None and SavedFilter.objects.filter(by=by).count() >= MAX_FILTERS:
        raise ValidationError(f"You have {MAX_FILTERS} saved filters. Delete one first.", code="many")
    saved.query, saved.shared, saved.at = query, shared, timezone.now()
    _store(saved)
    return saved


@transaction.atomic
def rename_filter(*, pk: int, name: str, by: User) -> SavedFilter:
    """Give one's own filter another name.

    Raises `SavedFilter.DoesNotExist` for what the person does not see, `NotYourFilter`, `ValidationError`.
    """
    saved = _seen(pk, by)
    if saved.by_id != by.pk:
        raise NotYourFilter(by)
    name = _good_name(name)
    if SavedFilter.objects.filter(by=by, name=name).exclude(pk=pk).exists():
        raise ValidationError(
            f"You have another filter named “{name}”. Choose a different name.", code="name"
        )
    saved.name = name
    _store(saved)
    return saved


@transaction.atomic
def delete_filter(*, pk: int, by: User) -> str:
    """Delete one's own filter, or as an administrator a shared one; its name is returned.

    Raises `SavedFilter.DoesNotExist` for what the person does not see, `NotYourFilter`.
    """
    saved = _seen(pk, by)
    if saved.by_id != by.pk and Role.ADMINISTRATOR not in roles_of(by):
        raise NotYourFilter(by)
    saved.delete()
    return saved.name


def _store(saved: SavedFilter) -> None:
    """Raises `ValidationError` where the person has just given another filter this name, in another window."""
    try:
        with transaction.atomic():
            saved.save()
    except IntegrityError as error:
        words = f"You have just saved another filter named “{saved.name}”. Look at the list, then try again."
        raise ValidationError(words, code="name") from error


def _seen(pk: int, by: User) -> SavedFilter:
    found: QuerySet[SavedFilter] = filters_of(by).select_for_update(of=("self",))
    return found.get(pk=pk)


def _good_name(name: str) -> str:
    field = SavedFilter._meta.get_field("name")
    good: str = field.to_python(name)
    if not good:
        raise ValidationError("Give the filter a name.", code="name")
    if len(good) > MAX_NAME:
        raise ValidationError(f"A filter’s name has at most {MAX_NAME} characters.", code="name")
    return good
