"""Watching the site: health, metrics, and errors that are sent to Sentry."""

from oewatch import environment
from oewatch.settings.places import BASE_DIR, PUBLIC_URL, env

# An id of our proxy for each request is taken over into the log (oewatch/request_log.py).
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
# /readyz says 503 when the data folder's disk has less left than this.
DISK_FLOOR_MB = env.int("DISK_FLOOR_MB", default=200)
# /metrics is for whoever sends this word, and there is no such page without it.
METRICS_TOKEN = env.read("METRICS_TOKEN", environment.require_long_token, default="")
# What of ours runs, for metrics and Sentry: a version, or a commit.
RELEASE = env.str("RELEASE", default="")

SENTRY_DSN = env.address("SENTRY_DSN", schemes=("https", "http"), example="https://key@errors.example.org/1")
SENTRY_ENVIRONMENT = env.str("SENTRY_ENVIRONMENT", default="production")
if SENTRY_DSN:
    try:
        from oewatch import sentry
    except ImportError:
        env.note(
            "SENTRY_DSN",
            "SENTRY_DSN is set, but what sends to Sentry is not installed.",
            "Install oewatch[sentry].",
        )
    else:
        if _problem := sentry.start(
            dsn=SENTRY_DSN,
            release=RELEASE,
            environment=SENTRY_ENVIRONMENT,
            site=PUBLIC_URL,
            folder=str(BASE_DIR),
        ):
            env.note("SENTRY_DSN", *_problem)
