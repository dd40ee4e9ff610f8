"""Who reaches the editor's addresses, and how requests from its scripts are answered: always in JSON, never by a redirect."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.models import User
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse

from editorial.content.models import Article
from editorial.content.permissions import may_view
from editorial.content.queries import with_content
from editorial.errors import EditorialError, NotAllowed
from editorial.workflow.reading import read_whole

View = Callable[..., HttpResponse]
WRITER_HEADER = "X-Writer"


class BadRequest(ValueError):
    """What a script sent cannot be read. The words say what is wrong with it."""


def writer(request: HttpRequest) -> User:
    """The person behind a request whose session was looked at."""
    assert isinstance(request.user, User)
    return request.user


def visible_article(request: HttpRequest, pk: int) -> Article:
    """The article with its content, for who may know of it. Raises `Article.DoesNotExist`."""
    article = with_content(Article.objects.filter(pk=pk)).get()
    if not may_view(writer(request), article):
        raise Article.DoesNotExist
    return article


def article_to_read(request: HttpRequest, pk: int) -> Article:
    """The same for a page, with everything that belongs to it (`workflow.reading`), in few queries."""
    found = read_whole(Article.objects.filter(pk=pk))
    if not found or not may_view(writer(request), found[0]):
        raise Article.DoesNotExist
    article: Article = found[0]
    return article


def refusal(message: str, status: int) -> JsonResponse:
    """An answer that says why not, in words for the person at the page."""
    return JsonResponse({"error": message}, status=status)


def in_json(*methods: str) -> Callable[[View], View]:
    """Answer in JSON: 401 signed out, 405, 400 unreadable, 404 unknown, 403 not allowed, 409 somebody else signed in.

    The page sends the number of the person it was opened by: what one person typed is never saved in another's name.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if not request.user.is_authenticated:
                return refusal("You are signed out.", 401)
            if request.method not in methods:
                response = refusal("This address does not take that.", 405)
                response["Allow"] = ", ".join(methods)
                return response
            if request.headers.get(WRITER_HEADER, str(request.user.pk)) != str(request.user.pk):
                return refusal("Somebody else is signed in in this browser now.", 409)
            return _answer(view, request, *args, **kwargs)

        return wrapped

    return decorate


def _answer(view: View, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    try:
        return view(request, *args, **kwargs)
    except BadRequest as error:
        return refusal(str(error), 400)
    except ObjectDoesNotExist:
        return refusal("There is no such article, or it is not yours to see.", 404)
    except NotAllowed as error:
        return refusal(str(error), 403)
    except ValidationError as error:
        return refusal(" ".join(error.messages), 422)
    except EditorialError as error:
        return refusal(str(error), 422)
