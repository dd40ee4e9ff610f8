"""An article as the JSON that an editor page starts from."""

from typing import Any

from django.urls import reverse

from editorial.content.models import Article, Excerpt, Footnote, Image
from editorial.content.queries import numbered_footnotes
from editorial.content.written_fields import written_values


def article_payload(article: Article) -> dict[str, Any]:
    """`{"article", "excerpts", "footnotes", "images"}`: items with the values that `content.saving` takes.

    An item is `{"kind", "key", "version", "values"}`, excerpts and images with their `position`, images with their
    `picture` (`{"url", "width", "height"}` or null). Footnotes come in the order of their numbers. Give the article with
    its content loaded (`content.queries.with_content`): no query is made here.
    """
    return {
        "article": _item(article),
        "excerpts": [_item(excerpt) for excerpt in article.excerpts.all()],
        "footnotes": [_item(note) for note in numbered_footnotes(article).values()],
        "images": [item_payload(image) for image in article.images.all()],
    }


def item_payload(item: Article | Excerpt | Footnote | Image) -> dict[str, Any]:
    """One item of the payload, such as an image right after its upload."""
    shown = _item(item)
    if isinstance(item, Image):
        shown["picture"] = picture_payload(item)
    return shown


def picture_payload(image: Image) -> dict[str, Any] | None:
    """Where the picture is and its size in pixels; None while there is none."""
    if not image.file:
        return None
    address = reverse("picture", args=[image.article_id, image.key])
    return {"url": address, "width": image.width, "height": image.height}


def _item(item: Article | Excerpt | Footnote | Image) -> dict[str, Any]:
    shown: dict[str, Any] = {"kind": item.kind, "key": str(item.key), "version": item.version}
    if isinstance(item, Excerpt | Image):
        shown["position"] = item.position
    return shown | {"values": written_values(item)}
