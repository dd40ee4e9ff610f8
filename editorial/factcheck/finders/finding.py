"""What a finder reports."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["block", "warn", "info"]


@dataclass(frozen=True, slots=True)
class Finding:
    """`text` is the passage from `start` to `end` of what was read; `code` is stable, `message` says what to
    do.
    """

    code: str
    severity: Severity
    start: int
    end: int
    text: str
    message: str


def finding(code: str, severity: Severity, text: str, span: tuple[int, int], message: str) -> Finding:
    """A finding on `text[span]`."""
    start, end = span
    return Finding(code, severity, start, end, text[start:end], message)
