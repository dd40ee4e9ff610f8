"""What goes wrong while a Word file is read: for its owner in words, for the operator in detail."""

import traceback
from collections.abc import Iterator
from contextlib import contextmanager

from celery.exceptions import SoftTimeLimitExceeded

from editorial.importing.parsed import NotAnArticle
from editorial.importing.word.refusal import WordRefused

_UNREADABLE = "This file could not be read. Open it in Word and save it anew as a Word document (.docx), or paste its text."


class ConversionFailed(Exception):
    """The file could not be converted: `reason` for people, `detail` for operators, `retry` if another try may help."""

    def __init__(self, reason: str, detail: str = "", *, retry: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.detail, self.retry = reason, detail, retry


# What is no fault of the file: its refusals, and what the machine or the job says.
_TOLD = (ConversionFailed, WordRefused, NotAnArticle, SoftTimeLimitExceeded, MemoryError, OSError)


@contextmanager
def unexpected_as_failure() -> Iterator[None]:
    """Any other error that a file causes ends as `ConversionFailed`: another try would end the same way."""
    try:
        yield
    except _TOLD:
        raise
    except Exception as error:
        raise ConversionFailed(_UNREADABLE, "".join(traceback.format_exception(error))) from error
