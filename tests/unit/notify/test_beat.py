"""What beat sends is there to be done."""

from typing import Any

import pytest
from django.conf import settings

from oewatch.celery import app
from oewatch.checks import daily_email_has_its_hour


def test_every_task_that_beat_sends_is_known_to_workers() -> None:
    app.loader.import_default_modules()
    planned = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert planned <= set(app.tasks), planned - set(app.tasks)
    for name in ("notify.tasks.send_at_once", "notify.tasks.send_digests", "issues.tasks.remind"):
        assert f"editorial.{name}" in planned


@pytest.mark.parametrize("hour, said", [(0, False), (7, False), (23, False), (24, True), (-1, True)])
def test_an_hour_that_no_day_has_is_reported(settings: Any, hour: int, said: bool) -> None:
    settings.NOTIFY_DIGEST_HOUR = hour
    assert [found.id for found in daily_email_has_its_hour()] == ["oewatch.E006"] * said
