"""Who saves and why, for the history row that the next save of an instance writes."""

from typing import Any

from django.contrib.auth.models import User


def track(instance: Any, by: User, reason: str) -> None:
    """Name the person and the reason for the history of `instance`; call it right before `save` or `delete`."""
    instance._history_user = by
    instance._change_reason = reason
