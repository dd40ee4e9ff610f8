"""The shared cache, and what stands in for it while it is away.

The limits on sign-in attempts live in it. Without a stand-in a Redis that is down would be an error page for everybody
who signs in; without any counting it would be an open door for whoever guesses passwords. So every process counts in
its own memory for as long: the limits hold for each process instead of for all of them together.
"""

import logging
import time
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

LOOK_AGAIN_AFTER_S = 10.0  # or every access would wait for the connection timeout again


class SharedCache(RedisCache):
    """Django's Redis cache; the process's own memory while Redis does not answer."""

    away_until = 0.0  # monotonic seconds, of the whole process

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        ours = params | {"OPTIONS": {"MAX_ENTRIES": 10_000}}
        self._memory = LocMemCache("while the shared cache is away", ours)

    def _either(self, name: str, *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() >= SharedCache.away_until:
            try:
                return getattr(super(), name)(*args, **kwargs)
            except (RedisError, OSError) as error:
                SharedCache.away_until = time.monotonic() + LOOK_AGAIN_AFTER_S
                logger.warning("The shared cache does not answer, this process uses its own: %s", error)
        return getattr(self._memory, name)(*args, **kwargs)

    def add(self, *args: Any, **kwargs: Any) -> Any:
        return self._either("add", *args, **kwargs)

    def get(self, *args: Any, **kwargs: Any) -> Any:
        return self._either("get", *args, **kwargs)

    def set(self, *args: Any, **kwargs: Any) -> Any:
        return self._either("set", *args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> Any:
        return self._either("touch", *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        return self._either("delete", *args, **kwargs)

    def get_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._either("get_many", *args, **kwargs)

    def has_key(self, *args: Any, **kwargs: Any) -> Any:
        return self._either("has_key", *args, **kwargs)

    def incr(self, *args: Any, **kwargs: Any) -> Any:
        return self._either("incr", *args, **kwargs)

    def set_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._either("set_many", *args, **kwargs)

    def delete_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._either("delete_many", *args, **kwargs)

    def clear(self) -> Any:
        return self._either("clear")
