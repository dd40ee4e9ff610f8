"""The Celery application. Its settings are the CELERY_* ones of oewatch.settings; jobs: editorial/jobs/."""

import os
from typing import Any

from celery import Celery
from celery.signals import beat_init, worker_init

from oewatch import broker
from oewatch.workers import SignOfLife

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oewatch.settings")
broker.install()

app = Celery("oewatch")
app.config_from_object("django.conf:settings", namespace="CELERY")
# Celery looks for `tasks` in installed apps only; ours live in the packages of their subjects.
app.autodiscover_tasks(
    [
        "editorial.accounts",
        "editorial.importing",
        "editorial.issues",
        "editorial.jobs",
        "editorial.mail",
        "editorial.notify",
        "editorial.record",
        "editorial.rendering",
        "editorial.search",
    ]
)


def _refuse_wrong_settings(**given: Any) -> None:
    from oewatch.starting import refuse_wrong_settings

    refuse_wrong_settings()


app.steps["worker"].add(SignOfLife)
worker_init.connect(_refuse_wrong_settings)
beat_init.connect(_refuse_wrong_settings)
