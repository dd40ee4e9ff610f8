"""E-mail and notifications."""

from urllib.parse import urlsplit

from oewatch import environment
from oewatch.settings.places import DATA_DIR, PUBLIC_URL, env

# --- E-mail: every message is a row first, a worker sends it ------------------------------------------------
EMAIL_URL_SET = env.address(
    "EMAIL_URL", schemes=environment.MAILERS, example="smtp+tls://user:password@mail.example.org:587"
)
EMAIL_BACKEND = "editorial.mail.backend.QueuedBackend"
# Without a mail server messages are files: whoever runs `make serve` finds the link of an invitation there.
MAIL_TRANSPORT = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = str(DATA_DIR / "mail")
EMAIL_TIMEOUT = 20  # seconds
if EMAIL_URL_SET:
    _mail = env.email_url_config(EMAIL_URL_SET)
    MAIL_TRANSPORT = _mail.pop("EMAIL_BACKEND")
    if MAIL_TRANSPORT.endswith("filebased.EmailBackend") and _mail["EMAIL_FILE_PATH"]:
        EMAIL_FILE_PATH = "/" + _mail["EMAIL_FILE_PATH"]  # env drops the slash of filemail:///folder
    vars().update(
        {name: value for name, value in _mail.items() if name not in ("EMAIL_FILE_PATH", "OPTIONS")}
    )
_mail_host = urlsplit(PUBLIC_URL).hostname or "localhost"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("DEFAULT_FROM_EMAIL", default=f"oewatch <oewatch@{_mail_host}>")

# --- Notifications ------------------------------------------------------------------------------------------
# From which hour of the day (in TIME_ZONE) reminders and daily e-mails go out; people may choose another hour.
NOTIFY_DIGEST_HOUR = env.int("NOTIFY_DIGEST_HOUR", default=7)
# What was read is removed after so many days.
NOTIFICATION_DAYS = env.int("NOTIFICATION_DAYS", default=180)
