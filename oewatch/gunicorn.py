"""How gunicorn is set up for the site: `gunicorn oewatch.wsgi --config python:oewatch.gunicorn`.

Its own lines look like ours; requests are logged by the application (oewatch/request_log.py).
"""

import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oewatch.settings")

from django.conf import settings

from oewatch.metrics import clear_counts

logconfig_dict = settings.LOGGING


def on_starting(server: Any) -> None:
    """Before the first web process: forget what ended ones counted."""
    if settings.METRICS_TOKEN:
        try:
            clear_counts(data_dir=settings.DATA_DIR)
        except OSError as error:
            server.log.warning("old counts of requests are left: %s", error)
