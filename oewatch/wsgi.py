"""The site for a WSGI server (gunicorn)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oewatch.settings")
application = get_wsgi_application()

from oewatch.starting import refuse_wrong_settings  # noqa: E402  the applications are loaded now

refuse_wrong_settings()
