"""Addresses of a Redis-protocol server, as redis-py and as Celery write them."""

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit


def with_database(url: str, number: int) -> str:
    """Return `url` (redis://, rediss:// or unix://) with its database replaced by `number`."""
    parts = urlsplit(url)
    query = [(key, value) for key, value in parse_qsl(parts.query) if key != "db"]
    if parts.scheme == "unix":
        query.append(("db", str(number)))
        return f"unix://{parts.netloc}{parts.path}?{urlencode(query)}"
    return urlunsplit(parts._replace(path=f"/{number}", query=urlencode(query)))


def for_celery(url: str) -> str:
    """Return `url` as Celery's transport wants it: `unix://PATH?db=N` becomes `redis+socket://PATH?virtual_host=N`."""
    parts = urlsplit(url)
    if parts.scheme != "unix":
        return url
    query = [("virtual_host" if key == "db" else key, value) for key, value in parse_qsl(parts.query)]
    # By hand: urlunsplit drops the two slashes of a scheme that it does not know.
    return f"redis+socket://{parts.netloc}{parts.path}" + (f"?{urlencode(query)}" if query else "")
