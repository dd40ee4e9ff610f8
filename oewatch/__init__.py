"""The project: settings, the Celery application, and the processes that serve it."""

from oewatch.celery import app as celery_app

__all__ = ["celery_app"]
