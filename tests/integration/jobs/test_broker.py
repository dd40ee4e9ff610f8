"""The transport: a worker that cannot acknowledge a message has its place free all the same."""

from contextlib import contextmanager

import pytest

from oewatch import broker
from oewatch.celery import app


class ChannelWithoutRedis:
    unacked_key = unacked_index_key = "unacked"
    do_restore = False

    @contextmanager
    def conn_or_acquire(self, client=None):
        raise ConnectionError("Redis is away")
        yield


def test_a_message_that_cannot_be_acknowledged_takes_no_place():
    qos = broker.QoS(ChannelWithoutRedis(), prefetch_count=1)
    qos._quick_append("a tag", object())
    assert not qos.can_consume()
    with pytest.raises(ConnectionError):
        qos.ack("a tag")
    assert qos.can_consume()


def test_it_is_the_transport_for_redis():
    assert app.connection().get_transport_cls() is broker.Transport
