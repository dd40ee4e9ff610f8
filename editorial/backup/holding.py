"""What a restored copy must not do by itself: send yesterday's e-mails, publish what was planned for a time gone by."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from editorial.dates import date_and_time
from editorial.issues.models import PlannedPublication
from editorial.jobs.operations import stop_waiting
from editorial.mail.models import Email
from editorial.notify.models import Channel, Notification
from editorial.states import PublicationOutcome


@dataclass(frozen=True)
class Held:
    """How many e-mails were stopped, pieces of news that stay in the app alone, and plans that ended."""

    emails: int
    news: int
    plans: int


@transaction.atomic
def hold_what_goes_out(*, made_at: datetime, at: datetime) -> Held:
    """Stop what would leave the site: e-mails that wait, news that is to become e-mails, planned publications.

    The site that the backup is of may have sent and published all of it since `made_at`. Nothing is deleted: e-mails are
    failed with the reason and can be sent from the desk, plans end as failed and can be made anew. Renditions and conversions
    go on: they stay inside.
    """
    since = date_and_time(made_at)
    emails = stop_waiting(
        model=Email, at=at, reason=f"Held: the site was restored from the backup of {since}. Send it again if it is still right."
    )  # fmt: skip
    owed = Notification.objects.filter(mailed_at=None, read_at=None).exclude(channel=Channel.APP)
    plans = PlannedPublication.objects.filter(outcome="").update(
        outcome=PublicationOutcome.FAILED, ended_at=at,
        reason=f"The site was restored from the backup of {since}. Plan it anew, or publish now.",
    )  # fmt: skip
    return Held(emails, owed.update(channel=Channel.APP), plans)
