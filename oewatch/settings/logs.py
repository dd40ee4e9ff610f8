"""Logging: to stderr, where a supervisor, a container or systemd picks it up."""

from oewatch.settings.places import PRODUCTION, env

LOG_LEVEL = env.choice("LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"), default="INFO")
# One JSON object a line for machines that gather them, or a line for people (oewatch/logs.py).
LOG_FORMAT = env.choice("LOG_FORMAT", ("json", "line"), default="json" if PRODUCTION else "line")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "oewatch.logs.LineFormatter"},
        "json": {"()": "oewatch.logs.ObjectFormatter"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": LOG_LEVEL, "propagate": False},
        "gunicorn.error": {"handlers": ["stderr"], "level": LOG_LEVEL, "propagate": False},
        # One line for each beat of the reconciler says nothing to anybody.
        "celery.beat": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
        "axes": {"level": "ERROR"},  # the security log has its news (oewatch.security)
        "fontTools": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
    },
}
