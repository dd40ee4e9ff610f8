"""How lines of the log look, and what never stands in one: addresses of people, and links that let somebody in.

Both formatters write the time in UTC (ISO 8601), the request and the job that a line is about (`editorial.log_context`), and
take out addresses, tokens and what a database says of a row it refused, wherever in a message or traceback they stand.
"""

import logging
import re
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from pythonjsonlogger.json import JsonFormatter

from editorial.log_context import current

ASKING = (
    "oewatch.asking"  # where a request says which it is: Django writes some lines when the request is over
)

# What stands in an address behind these opens something for whoever has it (tests/unit/test_logs.py finds new ones).
OPENING = (
    "invitations",
    "proofs",
    "accounts/confirm-email",
    "accounts/password/reset/key",
    "accounts/openid/link",
)
_TOKEN = re.compile(rf"(/(?:{'|'.join(OPENING)})/)[^/\s\"'?#<>]+")
_LINK = re.compile(r"(/accounts/openid/link/)[^\s\"'?#<>]+")  # two parts, of which the second opens
_ASKED = re.compile(r"([?&](?:token|key|code|state|signature|email|login)=)[^&\s\"'<>]+", re.IGNORECASE)
_LETTER = r"[^\s<>\"'(),:;\[\]{}=|/\\@]"
# Begins only where a word begins: a long text is read once.
_ADDRESS = re.compile(rf"(?<!{_LETTER})({_LETTER}+)(?:@|%40){_LETTER}+")
_WORKER = re.compile(r"celery|worker|beat|oewatch-\d+")  # names of workers look like addresses
_DETAIL = re.compile(r"DETAIL:.*?(?=\n(?:HINT|CONTEXT|QUERY):|\n\s*\n|\Z)", re.DOTALL)
_Trace = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def scrub(text: str) -> str:
    """`text` without e-mail addresses, secret parts of links, and the values of rows that a database refused."""
    text = _DETAIL.sub("DETAIL: left out", text)
    text = _ASKED.sub(r"\1[left out]", _TOKEN.sub(r"\1[token]", _LINK.sub(r"\1[token]", text)))
    return _ADDRESS.sub(lambda found: found[0] if _WORKER.fullmatch(found[1]) else "[address]", text)


def _time(record: logging.LogRecord) -> str:
    return (
        datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    )


def _about(record: logging.LogRecord) -> dict[str, Any]:
    """What the line is about: what is going on, or the request that Django put into the record."""
    meta = getattr(getattr(record, "request", None), "META", None)
    return current(meta.get(ASKING) if isinstance(meta, dict) else None)


def _scrubbed(values: dict[str, Any]) -> dict[str, Any]:
    return {name: scrub(value) if isinstance(value, str) else value for name, value in values.items()}


class LineFormatter(logging.Formatter):
    """One line for people: time, level, logger, process, what it is about, message; a traceback below it."""

    def format(self, record: logging.LogRecord) -> str:
        """Line breaks in a message are written as such: no value can pretend to be a line of its own."""
        message = scrub(record.getMessage()).replace("\r", "\\r").replace("\n", "\\n")
        about = " ".join(f"{name}={value}" for name, value in _about(record).items())
        head = f"{_time(record)} {record.levelname} {record.name} {record.process}"
        lines = [f"{head} [{about}]: {message}" if about else f"{head}: {message}"]
        if record.exc_info:
            lines.append(self.formatException(record.exc_info))
        if record.stack_info:
            lines.append(scrub(record.stack_info))
        return "\n".join(lines)

    def formatException(self, ei: _Trace) -> str:  # noqa: N802  the library's name
        """The traceback, without what must not be in a log."""
        return scrub(super().formatException(ei))


class ObjectFormatter(JsonFormatter):
    """One JSON object a line. Of what a caller adds to a record, `fields` and `security` are written and nothing else: a request
    would show its address.
    """

    def add_fields(
        self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]
    ) -> None:
        """Time, level, logger, process, message, what it is about, and the traceback."""
        log_data |= {
            "time": _time(record),
            "level": record.levelname,
            "logger": record.name,
            "process": record.process,
            "message": scrub(record.getMessage()),
            **_about(record),
            **getattr(record, "fields", {}),
            **({"security": _scrubbed(record.security)} if hasattr(record, "security") else {}),
            **{name: scrub(str(value)) for name, value in message_dict.items()},
        }
