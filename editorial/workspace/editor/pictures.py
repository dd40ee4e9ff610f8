"""Pictures dropped into the editor."""

from typing import BinaryIO, cast

from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse

from editorial.content.models import Article, Image, footnote_key
from editorial.content.operations import lock_article, put_picture, save_item
from editorial.content.permissions import require_edit
from editorial.content.pictures import PictureRefused
from editorial.rendering.print_pictures_ahead import ask_for_print_size
from editorial.workspace.editor.access import BadRequest, in_json, refusal, visible_article, writer
from editorial.workspace.editor.page_data import payload_of


@in_json("POST")
def upload_image(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the file `file` as the picture of the image `key`, which is made if it is not there yet."""
    article = visible_article(request, pk)
    require_edit(writer(request), article)
    key, file = request.POST.get("key", ""), request.FILES.get("file")
    if file is None or not _is_key(key):
        raise BadRequest("Send the picture as “file” and the key of its image as “key”.")
    try:
        keep_picture(article=article, key=key, file=cast(BinaryIO, file), by=writer(request))
    except PictureRefused as error:
        return refusal(str(error), 422)
    payload = payload_of(visible_article(request, pk))
    return JsonResponse(next(entry for entry in payload["images"] if entry["key"] == key))


@transaction.atomic
def keep_picture(*, article: Article, key: str, file: BinaryIO, by: User) -> Image:
    """The image with its new picture, its other fields as they are stored at this moment.

    Raises `NotAllowed`, `PictureRefused`.
    """
    lock_article(article.pk)
    image = Image.objects.filter(article=article, key=key).first() or Image(article=article, key=key)
    put_picture(image, file)
    ask_for_print_size(sha256=image.sha256, kind=image.format)
    return save_item(item=image, by=by, reason="Written in the workspace")


def _is_key(key: str) -> bool:
    return bool(footnote_key.regex.search(key))  # type: ignore[union-attr]
