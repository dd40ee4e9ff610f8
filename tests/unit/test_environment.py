"""Settings are read whatever stands in the environment; what cannot be used is noted in plain words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oewatch import environment
from oewatch.environment import ALSO_READ, Environment, near_misses

EXAMPLE = "redis://host:6379/0"


def reading(**values: str) -> Environment:
    env = Environment()
    env.ENVIRON = values
    return env


@pytest.mark.parametrize("typed", ["1", "true", "Yes", " on ", "TRUE\n"])
def test_yes_in_every_spelling(typed):
    env = reading(BEHIND_PROXY=typed)
    assert env.bool("BEHIND_PROXY", default=False) is True
    assert env.problems == []


@pytest.mark.parametrize("typed", ["ture", "2", "-", "enabled"])
def test_what_is_neither_yes_nor_no_is_said(typed):
    env = reading(BEHIND_PROXY=typed)
    assert env.bool("BEHIND_PROXY", default=False) is False
    assert env.problems[0].words == f"BEHIND_PROXY is “{typed}”, which is neither yes nor no."


def test_blank_is_not_set_and_spaces_around_do_not_count():
    env = reading(A="", B="  \n", C=" 12\r", D=" a , ,b ")
    assert env.int("A", default=3) == 3
    assert env.str("B", default="x") == "x"
    assert env.int("C", default=3) == 12
    assert env.list("D", default=[]) == ["a", "b"]
    assert env.problems == []


def test_a_dollar_names_no_other_variable():
    env = reading(SECRET_KEY="$PATH", PATH="/bin")
    assert env.str("SECRET_KEY", default="") == "$PATH"


@pytest.mark.parametrize(
    "typed", ['"12"', "'12'", "1\n2", "12\x00", "lots", "1.5", "3GB", "-1", "\udc80", "1_0", "٣", "9" * 20]
)
def test_numbers_that_are_none_fall_back_and_are_said(typed):
    env = reading(JOB_MEMORY_MB=typed)
    assert env.int("JOB_MEMORY_MB", default=7) == 7
    assert len(env.problems) == 1
    env.problems[0].words.encode()  # can be printed


def test_bounds_and_choices():
    env = reading(HOUR="24", LEVEL="info", FORMAT="xml")
    assert env.whole("HOUR", default=7, at_most=23) == 7
    assert env.choice("LEVEL", ("INFO", "ERROR"), default="ERROR") == "INFO"
    assert env.choice("FORMAT", ("json", "line"), default="line") == "line"
    assert [problem.hint for problem in env.problems] == [
        "Set HOUR to a whole number, from 0 to 23.",
        "Set FORMAT to one of: json, line.",
    ]


@pytest.mark.parametrize(
    "typed",
    [
        "host:6379", "http://host", "redis://", "redis://host:port", "redis://host:99999", "redis://host:0", "redis://host/one",
        "redis://host/1", "redis://:pa#ss@host", "redis://:pa/ss@host", "redis://[::1", "unix://", "redis://:12?4@host",
        "unix:///run/x?db=a", "redis://host?db=1",
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_used_is_said_without_its_password(typed):
    env = reading(REDIS_URL=typed)
    assert env.address("REDIS_URL", schemes=environment.QUEUES, example=EXAMPLE) == ""
    (problem,) = env.problems
    assert problem.setting == "REDIS_URL"
    assert typed not in problem.words
    assert "ss@" not in problem.words


@pytest.mark.parametrize(
    ("schemes", "typed"),
    [
        (environment.QUEUES, "redis://:a%2Fb@host:6379/0"),
        (environment.QUEUES, "unix:///run/valkey.sock?db=0"),
        (environment.DATABASES, "postgres://u:p@one:5432,two:5432/name"),
        (environment.DATABASES, "postgres://%2Fvar%2Frun/name"),
        (environment.DATABASES, "sqlite:////srv/db.sqlite3"),
        (environment.MAILERS, "smtp+tls://u%40example.org:p@mail.example.org:587"),
        (environment.MAILERS, "filemail:///srv/mail"),
        (environment.MAILERS, "consolemail://"),
    ],
)
def test_addresses_that_are_right_stay_as_they_are(schemes, typed):
    env = reading(URL=typed)
    assert env.address("URL", schemes=schemes, example="") == typed
    assert env.problems == []


@pytest.mark.parametrize(
    ("typed", "taken"),
    [("https://Digest.example.org/", "https://digest.example.org"), ("http://localhost:8000", "http://localhost:8000")],
)  # fmt: skip
def test_the_public_address_is_an_origin(typed, taken):
    assert reading(PUBLIC_URL=typed).read("PUBLIC_URL", environment.require_origin, default="") == taken


@pytest.mark.parametrize(
    "typed",
    [
        "digest.example.org",
        "https://",
        "https://a.example/digest",
        "https://u:p@a.example",
        "//a",
        "https://ünï.example",
    ],
)
def test_a_public_address_that_is_none_is_said(typed):
    env = reading(PUBLIC_URL=typed)
    assert env.read("PUBLIC_URL", environment.require_origin, default="") == ""
    assert len(env.problems) == 1


@pytest.mark.parametrize("typed", ["https://a.example", "a.example:80", "a.example/x", "a b"])
def test_a_host_that_is_an_address_is_said(typed):
    env = reading(ALLOWED_HOSTS=f"good.example,{typed}")
    assert env.read("ALLOWED_HOSTS", environment.require_hosts, default=[]) == []
    assert len(env.problems) == 1


@pytest.mark.parametrize("typed", ["Mars", "America", "../etc/passwd", "Europe/Berlin/x"])
def test_a_time_zone_that_is_none_is_said(typed):
    env = reading(TIME_ZONE=typed)
    assert env.read("TIME_ZONE", environment.require_time_zone, default="UTC") == "UTC"
    assert len(env.problems) == 1


def test_mistyped_names_are_found_and_others_are_left_alone():
    known = {"REDIS_URL", "TIME_ZONE", "ALLOWED_HOSTS", "DEBUG", "SECRET_KEY", *ALSO_READ}
    typed = {
        "REDIS_ULR": "x",
        "TIMEZONE": "x",
        "ALOWED_HOST": "x",
        "secret_key": "x",
        "PATH": "",
        "LANG": "",
        "TERM": "",
    }
    assert near_misses(typed, known) == [
        ("ALOWED_HOST", "ALLOWED_HOSTS"),
        ("REDIS_ULR", "REDIS_URL"),
        ("TIMEZONE", "TIME_ZONE"),
        ("secret_key", "SECRET_KEY"),
    ]
    assert near_misses({"REDIS_URI": "x", "REDIS_URL": "redis://host"}, known) == []


@given(
    st.text(max_size=60),
    st.sampled_from(["", "redis://", "postgres://", "smtp://", "https://", "sqlite:///"]),
)
def test_nothing_that_is_typed_raises(typed, beginning):
    env = reading(X=beginning + typed)
    for schemes in (environment.QUEUES, environment.DATABASES, environment.MAILERS):
        if address := env.address("X", schemes=schemes, example=EXAMPLE):
            if schemes is environment.DATABASES:
                env.db_url_config(address)
            if schemes is environment.MAILERS:
                env.email_url_config(address)
    for reader in (environment.require_origin, environment.require_hosts, environment.require_time_zone):
        env.read("X", reader, default="")
    (
        env.int("X", default=0),
        env.bool("X", default=False),
        env.list("X", default=[]),
        env.json("X", default={}),
    )
