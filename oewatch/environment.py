"""Settings from the environment that are read whatever stands there: what cannot be used is noted, and the default is taken.

So `manage.py check` can name everything that is wrong at once (oewatch/checks.py); web servers and workers, which run no
checks, refuse to start with the same words (oewatch/starting.py).
"""

import re
import unicodedata
import zoneinfo
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urlsplit

import environ
import redis.connection
from rapidfuzz.distance import DamerauLevenshtein

YES = frozenset({"1", "true", "yes", "on", "y", "t", "ok"})
NO = frozenset({"0", "false", "no", "off", "n", "f"})
DATABASES = ("postgres", "postgresql", "psql", "pgsql", "sqlite")
QUEUES = ("redis", "rediss", "unix")
MAILERS = ("smtp", "smtp+tls", "smtp+ssl", "smtps", "filemail", "consolemail", "memorymail", "dummymail")
# Read in other places than the settings, or only when something else is set: names that are no mistyped ones.
ALSO_READ = frozenset({
    "ADMINISTRATOR_PASSWORD", "DJANGO_SETTINGS_MODULE", "HOUSE_NAME", "HOUSE_TAGLINE", "HOUSE_DISCLAIMER", "HOUSE_ISSN",
    "HSTS_INCLUDE_SUBDOMAINS", "HSTS_PRELOAD", "HSTS_SECONDS", "PAGE_SIZE", "PROMETHEUS_MULTIPROC_DIR", "S3_ACCESS_KEY_ID",
    "S3_ENDPOINT_URL", "S3_REGION", "S3_SECRET_ACCESS_KEY",
})  # fmt: skip
MOST = 100_000_000  # of whatever; a calendar has fewer days
_SECRET = ("KEY", "TOKEN", "PASSWORD", "SECRET", "DSN", "DATABASE_URL", "REDIS_URL", "EMAIL_URL")
_ESCAPES = "Characters such as / # ? @ : in a name or password are written %2F %23 %3F %40 %3A."


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one setting, and what to do."""

    setting: str
    words: str
    hint: str


class Unreadable(ValueError):
    """A value that cannot be used: what it is instead, and what to do."""

    def __init__(self, what: str, hint: str) -> None:
        super().__init__(what)
        self.what, self.hint = what, hint


class Environment(environ.Env):
    """django-environ's reader with strict rules.

    A blank value counts as not set, spaces around a value do not count, and a value that begins with `$` is just that: it
    names no other variable. `problems` grows while the settings are read, `names` are all that were asked for.
    """

    def __init__(self) -> None:
        super().__init__()
        self.problems: list[Problem] = []
        self.names: set[Any] = set()

    def note(self, name: Any, words: Any, hint: Any) -> None:
        """Keep a problem. `words` begin with the setting's name."""
        problem = Problem(name, words, hint)
        if problem not in self.problems:
            self.problems.append(problem)

    def get_value(
        self, var: Any, cast: Any = None, default: Any = environ.Env.NOTSET, parse_default: Any = False
    ) -> Any:
        """The value of `var` as what `cast` says; `default` where it is not set or cannot be used, which is noted then."""
        return self.read(var, lambda given: _cast(given, cast), default=default)

    def read(self, name: Any, reader: Callable[[Any], Any], *, default: Any) -> Any:
        """What `reader` makes of the text; `default` where there is none, or where it raises `Unreadable`."""
        self.names.add(name)
        given = self.ENVIRON.get(name, "").strip()
        if not given:
            if default is self.NOTSET:
                self.note(name, f"{name} is not set.", f"Set {name}: another setting needs it.")
                return ""
            return default
        try:
            return reader(_plain(given))
        except Unreadable as error:
            self.note(name, f"{name} {_shown(name, given)}{error.what}.", error.hint)
            return "" if default is self.NOTSET else default

    def whole(self, name: Any, *, default: Any, at_least: Any = 0, at_most: Any = None) -> Any:
        """A whole number between the two bounds."""

        def reader(given: Any) -> Any:
            number = _whole(given)
            if number < at_least or (at_most is not None and number > at_most):
                bounds = f"at least {at_least}" if at_most is None else f"from {at_least} to {at_most}"
                raise Unreadable("out of range", f"Set {name} to a whole number, {bounds}.")
            return number

        return self.read(name, reader, default=default)

    def choice(self, name: Any, allowed: Collection[Any], *, default: Any) -> Any:
        """One of a few words; upper and lower case are the same, the word comes back as it stands in `allowed`."""
        words = {word.casefold(): word for word in allowed}

        def reader(given: Any) -> Any:
            if given.casefold() not in words:
                raise Unreadable(
                    "none of the words it may be", f"Set {name} to one of: {', '.join(allowed)}."
                )
            return words[given.casefold()]

        return self.read(name, reader, default=default)

    def address(self, name: Any, *, schemes: Collection[Any], example: Any) -> Any:
        """An address with one of these schemes and a usable host and port; blank where it is not set or not usable."""
        return self.read(name, lambda given: _address(given, schemes=schemes, example=example), default="")


def _cast(given: str, cast: Any) -> Any:
    """`given` as the type that django-environ's methods ask for. Raises `Unreadable`."""
    if cast is None or cast is str:
        return given
    if cast is bool:
        if given.lower() not in YES | NO:
            raise Unreadable("neither yes nor no", "Write 1 or 0 (or yes, no, true, false, on, off).")
        return given.lower() in YES
    if cast is int:
        number = _whole(given)
        if number < 0:
            raise Unreadable("less than nothing", "Write a whole number, 0 or more.")
        return number
    if cast is list:
        return [part.strip() for part in given.split(",") if part.strip()]
    try:
        return environ.Env.parse_value(given, cast)
    except Exception as error:  # whatever a cast of a library raises for what it cannot read
        raise Unreadable(
            "not in the form that is expected", "docs/operating.md says what it looks like."
        ) from error


def _whole(given: str) -> int:
    if not re.fullmatch(r"-?[0-9]+", given):
        raise Unreadable("no whole number", "Write digits only, without a unit.")
    if len(given) > len(str(MOST)) or int(given) > MOST:
        raise Unreadable("more than anything here may be", f"Write a whole number up to {MOST}.")
    return int(given)


def _plain(given: str) -> str:
    """Raises `Unreadable` for what nobody means: quotes that became part of the value, line breaks."""
    if len(given) > 1 and given[0] == given[-1] and given[0] in "\"'":
        raise Unreadable(
            "in quotes, and they count as part of it", "Write the value without quotes around it."
        )
    if any(unicodedata.category(letter) in ("Cc", "Cs") for letter in given):
        raise Unreadable(
            "not one line of plain text", "Remove line breaks and characters that cannot be seen."
        )
    return given


def _shown(name: str, given: str) -> str:
    """`is “…”, which is ` for a value that anybody may see, else `is `."""
    if any(part in name for part in _SECRET):
        return "is "
    short = given if len(given) <= 80 else f"{given[:80]}…"
    return f"is “{short.encode('unicode_escape').decode() if not short.isprintable() else short}”, which is "


def _address(given: str, *, schemes: Collection[str], example: str) -> str:
    hint = f"Write it like {example}. {_ESCAPES}"
    scheme = given.partition(":")[0]
    if "://" not in given or scheme.lower() not in schemes:
        raise Unreadable(f"no address that begins with {', '.join(f'{one}://' for one in schemes)}", hint)
    try:
        parts = urlsplit(given)
        # Several hosts of one PostgreSQL cluster, host:port,host:port, have no one port.
        port = None if "," in parts.netloc else parts.port
    except ValueError as error:
        raise Unreadable("an address whose host or port cannot be read", hint) from error
    if port == 0 or "@" in parts.path + parts.query + parts.fragment or parts.fragment:
        raise Unreadable("an address that cannot be read", hint)
    _require_parts(given, parts, hint=hint)
    return given


def _require_parts(given: str, parts: SplitResult, *, hint: str) -> None:
    """What each kind of address cannot be without. Raises `Unreadable`."""
    inner = parts.path.strip("/")
    scheme = parts.scheme.lower()
    if scheme in QUEUES[:2] or scheme.startswith(("smtp", "http")):
        if not parts.hostname:
            raise Unreadable("an address without a host", hint)
    elif scheme in (*DATABASES, "unix") and not inner:
        raise Unreadable("an address that names nothing after the host", hint)
    if scheme in QUEUES:
        _require_queue(given, inner, hint=hint)


def _require_queue(given: str, inner: str, *, hint: str) -> None:
    """What redis-py can read, and a database that is not the cache's. Raises `Unreadable`."""
    if not given.lower().startswith("unix:") and inner and not inner.isdigit():
        raise Unreadable("an address whose database is no number", hint)
    try:
        number = redis.connection.parse_url(given).get("db", 0)
    except ValueError as error:
        raise Unreadable("an address that cannot be read", hint) from error
    if number == 1:
        raise Unreadable("an address with database 1, which is the cache’s", hint)


def require_origin(given: str) -> str:
    """`given`, as browsers write where a page is from: scheme, host and port alone. Raises `Unreadable`."""
    example = "https://digest.example.org"
    parts = urlsplit(_address(given.rstrip("/"), schemes=("https", "http"), example=example))
    if not parts.netloc.isascii():
        raise Unreadable(
            "a name in letters that no browser sends", "Write the host as browsers do, such as xn--….example."
        )
    if parts.path or parts.query or parts.username is not None:
        raise Unreadable(
            "more than scheme, host and port", f"Write it like {example}: the site is at the top of its host."
        )
    return f"{parts.scheme}://{parts.netloc.lower()}"


def require_hosts(given: str) -> list[str]:
    """Host names without scheme, port and path. Raises `Unreadable` for an entry that no host name could ever equal."""
    hosts = [part.strip() for part in given.split(",") if part.strip()]
    for host in hosts:
        if not re.fullmatch(r"\*|\.?[A-Za-z0-9_.-]+|\[[0-9A-Fa-f:.]+\]", host):
            raise Unreadable(
                "no list of host names",
                "Write names alone, separated by commas: a.example.org,b.example.org.",
            )
    return hosts


def require_time_zone(given: str) -> str:
    """The name of a time zone that this machine knows. Raises `Unreadable`."""
    try:
        zoneinfo.ZoneInfo(given)
    except (KeyError, ValueError, OSError) as error:  # no such name, no name at all, a folder of names
        raise Unreadable(
            "no time zone that is known here", "Write a name such as Europe/Berlin or UTC."
        ) from error
    return given


def require_long_token(given: str) -> str:
    """A word that nobody guesses. Raises `Unreadable` for less than 20 characters, or for spaces in it."""
    if len(given) < 20 or not given.isascii() or any(letter.isspace() for letter in given):
        advice = 'python -c "import secrets; print(secrets.token_urlsafe(32))"'
        raise Unreadable("too short for a secret, or has spaces in it", f"One is made by: {advice}")
    return given


def near_misses(environment: Mapping[str, str], known: Collection[str]) -> list[tuple[str, str]]:
    """(name in the environment, the setting that was probably meant): nothing reads the name, and the setting is not set."""
    unset = [name for name in known if not environment.get(name, "").strip()]
    found = []
    for name in sorted(set(environment) - set(known)):
        if len(name) < 5 or name.startswith("RIGHTS_"):  # those are reported with the rights policy
            continue
        meant = [one for one in unset if _is_near(name.upper(), one)]
        if meant:
            found.append((name, min(meant, key=lambda one: DamerauLevenshtein.distance(name.upper(), one))))
    return found


def _is_near(name: str, setting: str) -> bool:
    """One slip of the finger, two in a long name; missing or doubled underlines count as one."""
    allowed = 2 if len(setting) >= 10 else 1
    return DamerauLevenshtein.distance(name, setting, score_cutoff=allowed) <= allowed
