"""The Celery application. Its settings are the CELERY_* ones of oewatch.settings; jobs: editorial/jobs/."""

import os

from celery import Celery

from oewatch import broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oewatch.settings")
broker.install()

app = Celery("oewatch")
app.config_from_object("django.conf:settings", namespace="CELERY")
# Celery looks for `tasks` in installed apps only; ours live in the packages of their subjects.
app.autodiscover_tasks(
    [
        "editorial.importing",
        "editorial.issues",
        "editorial.jobs",
        "editorial.mail",
        "editorial.notify",
        "editorial.rendering",
        "editorial.search",
    ]
)
