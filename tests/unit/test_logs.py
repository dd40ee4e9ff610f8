"""Lines of the log: what they are about, and what never stands in them."""

import json
import logging
import sys

import pytest
from django.urls import URLPattern, get_resolver
from django.urls.converters import SlugConverter

from editorial.accounts.openid.urls import addresses
from editorial.log_context import Asking, about_job, about_request, current
from oewatch.logs import OPENING, LineFormatter, ObjectFormatter, scrub

ADDRESS = "ada.lovelace+news@mail.example.org"


def record(message, *args, error=None, **more):
    info = (type(error), error, error.__traceback__) if error else None
    made = logging.LogRecord("editorial.web", logging.WARNING, __file__, 1, message, args, info)
    made.__dict__.update(more)
    return made


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        (f"no mail to {ADDRESS}.", "no mail to [address]"),
        (f"{{'{ADDRESS}': (550, b'no such user {ADDRESS}')}}", "{'[address]': (550, b'no such user [address]')}"),
        ("Not Found: /invitations/k3y-AbC_9/", "Not Found: /invitations/[token]/"),
        ("https://d.example.org/proofs/abc/file?x=1", "https://d.example.org/proofs/[token]/file?x=1"),
        ("/accounts/password/reset/key/a-b3c-def/", "/accounts/password/reset/key/[token]/"),
        ("/accounts/confirm-email/Mg:1w:xyz/", "/accounts/confirm-email/[token]/"),
        ("GET /x?code=abc&state=d&page=2", "GET /x?code=[left out]&state=[left out]&page=2"),
        ("/x?email=ada%40example.org", "/x?email=[left out]"),
        ("redis://:hunter2@queue:6379/0", "redis://:[address]:6379/0"),
        ("worker@host-1 ready", "worker@host-1 ready"),
        ("record sealed up to 12:9f86d081884c7d65", "record sealed up to 12:9f86d081884c7d65"),
        ("ada@пример.рф", "[address]"),
    ],
)  # fmt: skip
def test_addresses_and_openers_are_taken_out(text, scrubbed):
    assert scrub(text) == scrubbed


def test_what_a_database_says_of_a_row_is_left_out():
    words = (
        f'duplicate key value violates "one_address"\nDETAIL:  Key (email)=({ADDRESS}) exists.\nHINT: none'
    )
    assert scrub(words) == 'duplicate key value violates "one_address"\nDETAIL: left out\nHINT: none'
    row = "null value\nDETAIL:  Failing row contains (1, Ada Lovelace, a\ntext in lines).\n\nThe above exception"
    assert "Ada" not in scrub(row)
    assert "The above exception" in scrub(row)


def test_a_line_says_what_it_is_about():
    with about_request(Asking("req-12345", lambda: 7)), about_job("editorial.Email", 3):
        line = LineFormatter().format(record("sent %s", "it"))
        fields = json.loads(ObjectFormatter().format(record("sent %s", "it")))
    assert " WARNING editorial.web " in line
    assert line.endswith("[request_id=req-12345 user=7 job=editorial.Email job_id=3]: sent it")
    assert line[23] == "Z"
    assert fields["time"][-1] == "Z"
    assert {name: fields[name] for name in ("level", "logger", "message", "request_id", "user", "job", "job_id")} == {
        "level": "WARNING", "logger": "editorial.web", "message": "sent it", "request_id": "req-12345", "user": 7,
        "job": "editorial.Email", "job_id": "3",
    }  # fmt: skip
    assert current() == {}


@pytest.mark.parametrize("formatter", [LineFormatter(), ObjectFormatter()])
def test_nothing_of_a_person_in_message_traceback_or_additions(formatter):
    try:
        try:
            raise ValueError(f"550 {ADDRESS} unknown")
        except ValueError as first:
            raise RuntimeError("/invitations/s3cret/ failed") from first
    except RuntimeError as error:
        made = record("%s wrote\nto /proofs/s3cret/", ADDRESS, error=error, request=f"<GET {ADDRESS} s3cret>")
    shown = formatter.format(made)
    assert ADDRESS not in shown
    assert "s3cret" not in shown
    assert "RuntimeError" in shown
    assert "test_logs.py" in shown


def test_a_value_cannot_pretend_to_be_a_line():
    shown = LineFormatter().format(record("no %s", "way\n2026-01-01T00:00:00.000Z ERROR root 1: broken"))
    assert "\n" not in shown
    assert json.loads(ObjectFormatter().format(record('a "%s"', "b\nc")))["message"] == 'a "b\nc"'


def test_what_the_security_log_adds_is_written_and_scrubbed():
    made = record(
        "event", security={"event": "signed_in", "person": 3, "detail": f"from {ADDRESS}"}, other="s3cret"
    )
    fields = json.loads(ObjectFormatter().format(made))
    assert fields["security"] == {"event": "signed_in", "person": 3, "detail": "from [address]"}
    assert "other" not in fields


def test_every_address_that_opens_something_is_known_here():
    """A new route with a secret in it has to be named in `OPENING`."""

    def routes(patterns, before=""):
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                secret = {"token", "key", "uidb36", "uidb64", "secret", "code"} & set(
                    pattern.pattern.converters
                )
                secret |= {"token", "key", "uidb36"} & set(
                    getattr(getattr(pattern.pattern, "regex", None), "groupindex", ())
                )
                converters = pattern.pattern.converters
                if any(not isinstance(converters.get(name), SlugConverter) for name in secret):
                    yield (before + str(pattern.pattern)).replace("^", "")
            else:
                yield from routes(pattern.url_patterns, before + str(pattern.pattern))

    found = list(routes([*get_resolver().url_patterns, *addresses(only=True)]))
    assert len(found) >= 4
    assert [route for route in found if not route.startswith(OPENING)] == []


def test_the_formatters_are_those_of_the_settings(settings):
    for name, kind in (("line", LineFormatter), ("json", ObjectFormatter)):
        path = settings.LOGGING["formatters"][name]["()"]
        module, _, cls = path.rpartition(".")
        assert getattr(sys.modules[module], cls) is kind
