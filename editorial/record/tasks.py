"""The Celery tasks of the record; beat sends them (CELERY_BEAT_SCHEDULE)."""

import logging

from celery import shared_task
from django.db import connection

from editorial.record import triggers
from editorial.record.operations import seal_what_waits
from editorial.record.verifying import verify_record

log = logging.getLogger("editorial.record")


@shared_task(name="editorial.record.tasks.seal_what_was_left")
def seal_what_was_left() -> None:
    """Seal what a process noted that ended before it could seal it."""
    seal_what_waits()


@shared_task(name="editorial.record.tasks.verify")
def verify() -> None:
    """Walk the whole chain, and say in the log when it is broken."""
    found = verify_record(connection)
    for broken in found.broken:
        log.error("record broken: %s", broken)
    if missing := triggers.missing(connection):
        log.error("record not protected, triggers are missing: %s", ", ".join(missing))
    if not found.broken:
        log.info("record whole up to %s", found.head)
