"""What a line of the log is about: the request, and the job, that is being worked on when it is written.

Kept for each thread of work (`contextvars`); oewatch/logs.py writes it into every line.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any


def _nobody() -> int | None:
    return None


@dataclass(frozen=True)
class Asking:
    """A request: its id, and how to learn the id of the person once it is known. Asking for it makes no query."""

    request_id: str = ""
    user_id: Callable[[], int | None] = _nobody


NO_REQUEST = Asking()
_asking: ContextVar[Asking] = ContextVar("asking", default=NO_REQUEST)
_job: ContextVar[tuple[str, str]] = ContextVar("job", default=("", ""))


@contextmanager
def about_request(asking: Asking) -> Iterator[None]:
    """Lines within the block are about this request."""
    before = _asking.set(asking)
    try:
        yield
    finally:
        _asking.reset(before)


@contextmanager
def about_job(kind: str, pk: Any) -> Iterator[None]:
    """Lines within the block are about this job: the label of its model, and its primary key."""
    before = _job.set((kind, str(pk)))
    try:
        yield
    finally:
        _job.reset(before)


def current(asking: Asking | None = None) -> dict[str, Any]:
    """`request_id`, `user`, `job` and `job_id` of now, or of this request; what there is none of is left out."""
    asking, (kind, pk) = asking or _asking.get(), _job.get()
    found = {"request_id": asking.request_id, "user": asking.user_id(), "job": kind, "job_id": pk}
    return {name: value for name, value in found.items() if value not in ("", None)}
