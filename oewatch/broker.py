"""kombu's transport for Redis, with one defect mended: a worker that cannot acknowledge a message goes on all the same.

A worker takes as many messages as it has processes. If Redis is away when a task ends, the message stays among those that it
counts as its own, though Celery only logs that: with one process the worker never takes another message, and nobody notices.
tests/integration/test_cut_network.py cuts a worker's network in that moment.
"""

from typing import Any

from kombu.transport import TRANSPORT_ALIASES, redis, virtual


class QoS(redis.QoS):
    """Which messages are a channel's own."""

    def ack(self, delivery_tag: str) -> None:
        """Acknowledge. Raises what Redis raises, but the place is free; the message comes again and finds its job over."""
        try:
            super().ack(delivery_tag)
        except Exception:
            virtual.QoS.ack(self, delivery_tag)
            raise


class Channel(redis.Channel):
    """A channel that counts so."""

    QoS = QoS


class Transport(redis.Transport):
    """What `redis://` and `redis+socket://` mean for Celery here."""

    Channel: Any = Channel


def install() -> None:
    """Make it the transport for Redis of this process."""
    for scheme in ("redis", "rediss"):
        TRANSPORT_ALIASES[scheme] = "oewatch.broker:Transport"
