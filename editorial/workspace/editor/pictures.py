"""Pictures dropped into the editor."""

from copy import copy
from typing import BinaryIO, cast

from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse

from editorial.content.models import Article, Image, footnote_key
from editorial.content.operations import lock_article, put_picture, save_item
from editorial.content.permissions import require_edit
from editorial.content.pictures import PictureRefused
from editorial.errors import EditorialError
from editorial.jobs.ahead import ask_for_print_sizes
from editorial.workspace.editor.access import BadRequest, in_json, refusal, visible_article, writer
from editorial.workspace.editor.page_data import payload_of, picture_mark


@in_json("POST")
def upload_image(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the file `file` as the picture of the image `key`, which is made if it is not there yet. `before` is the mark of the
    picture that the page shows, blank for none.
    """
    article = visible_article(request, pk)
    require_edit(writer(request), article)
    key, file = request.POST.get("key", ""), request.FILES.get("file")
    if file is None or not _is_key(key):
        raise BadRequest("Send the picture as “file” and the key of its image as “key”.")
    try:
        keep_picture(
            article=article,
            key=key,
            file=cast(BinaryIO, file),
            by=writer(request),
            seen=request.POST.get("before"),
        )
    except (PictureRefused, AnotherPicture) as error:
        return refusal(str(error), 422)
    payload = payload_of(visible_article(request, pk))
    return JsonResponse(next(entry for entry in payload["images"] if entry["key"] == key))


class AnotherPicture(EditorialError):
    """Somebody gave the image another picture after this person's page was made. `image` is as it is stored."""

    def __init__(self, image: Image):
        self.image = image
        super().__init__(
            "Somebody put another picture here while you had the page open. Reload the page to see it; upload yours again "
            "if it is to take its place."
        )


@transaction.atomic
def keep_picture(*, article: Article, key: str, file: BinaryIO, by: User, seen: str | None = None) -> Image:
    """The image with its new picture, its other fields as they are stored at this moment. `seen` is the `picture_mark` of the
    picture that the page showed ("": none); None: it showed nothing.

    Raises `NotAllowed`, `PictureRefused`, `AnotherPicture`.
    """
    lock_article(article.pk)
    image = Image.objects.filter(article=article, key=key).first() or Image(article=article, key=key)
    stands = copy(image)
    put_picture(image, file)
    # Over nothing anybody may put one, as when an image that was removed is put back. One that is sent again, because the
    # answer was lost, is there already.
    if seen is not None and picture_mark(stands) not in ("", seen, picture_mark(image)):
        raise AnotherPicture(stands)
    ask_for_print_sizes([str(image.file)])
    return save_item(item=image, by=by, reason="Written in the workspace")


def _is_key(key: str) -> bool:
    return bool(footnote_key.regex.search(key))  # type: ignore[union-attr]
