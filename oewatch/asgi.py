"""The site for an ASGI server."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oewatch.settings")
application = get_asgi_application()

from oewatch.starting import refuse_wrong_settings  # noqa: E402  the applications are loaded now

refuse_wrong_settings()
