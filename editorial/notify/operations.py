"""Telling people what happened."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from editorial.content.models import Article
from editorial.notify.models import Notification
from editorial.notify.table import Group


@transaction.atomic
def announce(
    *,
    kind: str,
    text: str,
    by: User | None,
    groups: Mapping[Group, Iterable[int]],
    article: Article | None = None,
    issue_id: int | None = None,
    detail: str = "",
    same_as: str = "",
    at: datetime | None = None,
) -> list[Notification]:
    """Tell everybody who hears of `kind` (`notify.table`), except `by`, who did it.

    `groups` are primary keys of users; groups that are roles are looked up. `text` is one sentence, `detail` the words of
    a reason or a comment. What has a `same_as` is told a person once only. Nobody hears of an article that they may not
    know of. Raises `KeyError` for a kind that the table does not have.
    """
    return []
