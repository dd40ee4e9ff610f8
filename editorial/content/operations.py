"""Writing content: every save locks the article, asks who may, notices a second writer, and leaves a history row."""

from typing import Any, BinaryIO, TypeVar

from django.contrib.auth.models import User
from django.db import models, transaction
from django.db.models import Max

from editorial.content.files import keep_bytes
from editorial.content.models import Article, Author, Byline, Excerpt, Footnote, Image
from editorial.content.permissions import require_edit, roles_of
from editorial.content.pictures import read_picture
from editorial.content.shown import mark_of
from editorial.content.tracking import track
from editorial.errors import EditorialError, NotAllowed
from editorial.licensing.reading import read_license
from editorial.states import Role

Item = TypeVar("Item", Article, Excerpt, Footnote, Image)
Ordered = TypeVar("Ordered", Excerpt, Image)


class EditConflict(EditorialError):
    """Somebody saved the item in the meantime. `theirs` is what is stored, `yours` what was about to be saved."""

    def __init__(self, theirs: models.Model, yours: models.Model):
        self.theirs = theirs
        self.yours = yours
        last = theirs.history.first()  # type: ignore[attr-defined]
        who = last.history_user if last and last.history_user else "somebody"
        super().__init__(
            f"{who} changed “{theirs}” while you had it open. Nothing of yours is saved and nothing is lost: "
            "compare the two versions below, then save again."
        )


def lock_article(article_id: int) -> Article:
    """The article's row, locked until the transaction ends, after its issue's if that is locked too (docs/at-once.md).

    Its key is not locked: a row elsewhere that names the article, such as somebody's news of it, does not wait, and nobody
    waits in a circle. Raises `Article.DoesNotExist`.
    """
    return Article.objects.select_for_update(of=("self",), no_key=True).get(pk=article_id)


def require_as_shown(written: models.Model, seen: str | None) -> None:
    """Lock the row over which `written` is about to be saved, until the transaction ends; a new one has none.

    Raises `EditConflict` unless what is stored is what `seen` (`shown.mark_of`) stands for; None: nobody was shown anything.
    """
    if written.pk is None:
        return
    stored = type(written)._default_manager.select_for_update(of=("self",), no_key=True).get(pk=written.pk)
    if seen is not None and seen != mark_of(stored):
        raise EditConflict(stored, written)


@transaction.atomic
def create_article(*, by: User, title: str, reason: str = "Article created", **fields: Any) -> Article:
    """A new draft of `by`, who gets the first byline. Raises `NotAllowed` unless they are an author."""
    if Role.AUTHOR not in roles_of(by):
        raise NotAllowed(by, "Only authors create articles.")
    article = Article(title=title, created_by=by, **fields)
    article.full_clean(exclude=["created_by"])
    track(article, by, reason)
    article.save()
    # Two first articles at once would both put their author into the register. Both name the account already, so that
    # its key must stay free: they would wait for each other.
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)
    author = Author.objects.filter(user=by).first()
    if author is None:
        author = Author(name=by.get_full_name() or by.get_username(), user=by)
        save_author(author=author, by=by, reason="First article")
    set_bylines(article=article, authors=[author], by=by, reason=reason)
    return article


@transaction.atomic
def save_author(*, author: Author, by: User, reason: str = "", seen: str | None = None) -> Author:
    """Keep an author in the register. `seen` is the `shown.mark_of` what the person had before them; None: nothing.

    Raises `NotAllowed`, `EditConflict`, `ValidationError`.

    Which account belongs to a name decides who sees drafts and who wrote what: people may claim a new name for
    themselves, the rest is an administrator's.
    """
    if not roles_of(by) & {Role.AUTHOR, Role.EDITOR, Role.ADMINISTRATOR}:
        raise NotAllowed(by, "Only authors and editors keep the register of authors.")
    require_as_shown(author, seen)
    before = (
        Author.objects.filter(pk=author.pk).values_list("user_id", flat=True).first() if author.pk else None
    )
    claims_new_name = author.pk is None and author.user_id == by.pk
    if author.user_id != before and not claims_new_name and Role.ADMINISTRATOR not in roles_of(by):
        raise NotAllowed(by, "Only an administrator ties a name in the register to an account.")
    author.full_clean()
    track(author, by, reason)
    author.save()
    return author


@transaction.atomic
def set_bylines(*, article: Article, authors: list[Author], by: User, reason: str = "") -> None:
    """The article's authors, in this order. Raises `NotAllowed`."""
    require_edit(by, lock_article(article.pk))
    for byline in article.bylines.exclude(author__in=authors):
        track(byline, by, reason)
        byline.delete()
    kept = {byline.author_id: byline for byline in article.bylines.all()}
    # Positions are unique: step aside first, then take the final places.
    offset = 1 + (article.bylines.aggregate(top=Max("position"))["top"] or 0) + len(authors)
    Byline.objects.filter(article=article).update(position=models.F("position") + offset)
    for position, author in enumerate(authors, 1):
        byline = kept.get(author.pk) or Byline(article=article, author=author)
        changed = byline.pk is None or byline.position != position
        byline.position = position
        if changed:
            track(byline, by, reason)
            byline.save()
        else:
            Byline.objects.filter(pk=byline.pk).update(position=position)


@transaction.atomic
def save_item(*, item: Item, by: User, expected_version: int | None = None, reason: str = "") -> Item:
    """Save an article's own text, an excerpt, a footnote or an image.

    `expected_version` is the version the writer had before them; None for a new item or where nobody was shown one.
    Raises `NotAllowed`, `EditConflict`, `django.core.exceptions.ValidationError`.
    """
    article = lock_article(item.pk if isinstance(item, Article) else item.article_id)
    require_edit(by, article)
    if item.pk is not None:
        stored = type(item)._default_manager.get(pk=item.pk)
        if expected_version is not None and stored.version != expected_version:
            raise EditConflict(stored, item)
        item.version = stored.version + 1
        if isinstance(item, Article):
            _keep_workflow_columns(item, stored)
    if isinstance(item, Image):
        _read_attribution(item)
    if not isinstance(item, Article | Footnote) and item.position is None:
        top = type(item)._default_manager.filter(article=article).aggregate(top=Max("position"))["top"]
        item.position = (top or 0) + 1
    item.full_clean()
    track(item, by, reason)
    item.save()
    return item


def _keep_workflow_columns(item: Article, stored: Article) -> None:
    """A stale form must not bring back an old state or place: those belong to other operations."""
    for name in ("state", "state_since", "submitted_at", "slug", "issue_id", "position", "created_by_id"):
        setattr(item, name, getattr(stored, name))


def _read_attribution(image: Image) -> None:
    """Where nobody stated a license, the attribution is read; “unclear” is an answer too."""
    if not image.license:
        image.license = license_as_read(image)


def license_as_read(image: Image) -> str:
    """The license that the image's attribution is read as; "" where it has none."""
    return read_license(image.attribution, source=image.source or None).license if image.attribution else ""


def put_picture(image: Image, file: BinaryIO) -> None:
    """Give the image a picture; the caller saves the item.

    Raises `content.pictures.PictureRefused`, `content.files.NotStored`.
    """
    picture = read_picture(file)
    image.sha256, image.format = picture.sha256, picture.format
    image.width, image.height = picture.width, picture.height
    extension = {"jpeg": "jpg"}.get(picture.format, picture.format)
    name = image.file.field.generate_filename(image, f"picture.{extension}")
    keep_bytes(name, picture.data, picture.sha256, image.file.storage)
    image.file = name


@transaction.atomic
def delete_item(*, item: Item, by: User, reason: str = "") -> None:
    """Remove an excerpt, a footnote or an image; its history stays. Raises `NotAllowed`."""
    if isinstance(item, Article):
        raise NotAllowed(by, "An article is never deleted. Withdraw it.")
    require_edit(by, lock_article(item.article_id))
    track(item, by, reason)
    item.delete()
    if not isinstance(item, Footnote):
        _close_gap(item)


def _close_gap(item: Excerpt | Image) -> None:
    """Positions go on without a gap, so that everybody calls “Image 2” the same one. The order is as it was."""
    following = type(item)._default_manager.filter(article_id=item.article_id, position__gt=item.position)
    for key, position in following.order_by("position").values_list("pk", "position"):
        type(item)._default_manager.filter(pk=key).update(position=position - 1)


@transaction.atomic
def reorder(*, article: Article, items: list[Ordered], by: User, reason: str = "Reordered") -> None:
    """Put all excerpts (or all images) of an article into this order. Raises `NotAllowed`, `ValueError`."""
    require_edit(by, lock_article(article.pk))
    model = type(items[0])
    rows = model._default_manager.filter(article=article)
    stored = {row.pk: row for row in rows}  # the items given may be older than what is stored
    if {item.pk for item in items} != set(stored):
        raise ValueError("the order must name each item of the article once")
    before = {pk: row.position for pk, row in stored.items()}
    rows.update(position=models.F("position") + max(before.values()) + len(items))
    for position, item in enumerate(items, 1):
        row = stored[item.pk]
        if before[item.pk] == position:
            rows.filter(pk=item.pk).update(position=position)
        else:
            row.position, row.version = position, row.version + 1
            track(row, by, reason)
            row.save(update_fields=["position", "version"])
        item.position, item.version = position, row.version
