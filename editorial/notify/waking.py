"""Waking the worker that writes e-mails. Beat wakes it too: a lost message costs a minute, nothing else."""

import logging

from celery import current_app
from django.db import transaction

logger = logging.getLogger(__name__)

BURST_S = 15  # what happens within it is one e-mail: twelve reminders, an issue's articles
SEND_AT_ONCE = "editorial.notify.tasks.send_at_once"


def wake_sender() -> None:
    """Ask for the e-mails that are owed, once the transaction commits. Never raises, never waits for long."""
    waits = any(
        act is _send_message for _savepoints, act, _robust in transaction.get_connection().run_on_commit
    )
    if not waits:  # one message for all that a transaction tells
        transaction.on_commit(_send_message)


def _send_message() -> None:
    try:
        current_app.send_task(SEND_AT_ONCE, countdown=BURST_S, ignore_result=True, retry=False)
    except Exception as error:  # the queue's failure must never become the request's
        logger.warning("no message sent for e-mails: %s", error)
