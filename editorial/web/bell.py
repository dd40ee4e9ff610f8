"""How many notifications somebody has not read, for the bell in both layouts."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from editorial.content.permissions import AnyUser
from editorial.notify.queries import MOST_COUNTED
from editorial.notify.unread import counted


def shown_count(user: AnyUser | None, *, anew: bool = False) -> str:
    """The number as the bell shows it: “” for none, “99+” for many."""
    number = counted(user, anew=anew) if user is not None and user.is_authenticated else 0
    return f"{MOST_COUNTED - 1}+" if number >= MOST_COUNTED else str(number or "")


def bell(request: HttpRequest) -> dict[str, Any]:
    """Context of templates: `unread_notifications`, asked for by the pages that show it and by no others."""
    return {"unread_notifications": SimpleLazyObject(lambda: shown_count(getattr(request, "user", None)))}
