"""Settings: from the environment only, and every value has an embedded default (docs/operating.md lists them).

Embedded default: nothing set. SQLite, a queue that the project starts itself, files in the data folder.
Production: DATABASE_URL and REDIS_URL are set, SECRET_KEY and PUBLIC_URL with them; see the last section.
"""

from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONCE, NONE, SELF
from kombu import Queue

from editorial.licensing.policy_settings import read_policy
from oewatch import embedded, redis_urls
from oewatch.beat import every
from oewatch.secret import read_or_create_secret

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# --- Where things live ---------------------------------------------------------------------------------------
DATA_DIR = Path(env.str("OEWATCH_DATA_DIR", default="") or BASE_DIR / "var").resolve()
DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
MEDIA_ROOT = DATA_DIR / "files"  # reached through permission checks only: there is no MEDIA_URL to guess at
MEDIA_URL = ""
FILE_UPLOAD_PERMISSIONS = 0o640
STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default="") or DATA_DIR / "static")

# --- What is set decides what this is ------------------------------------------------------------------------
DATABASE_URL = env.str("DATABASE_URL", default="")
REDIS_URL_SET = env.str("REDIS_URL", default="")
PUBLIC_URL = env.str("PUBLIC_URL", default="").rstrip("/")
PRODUCTION = bool(DATABASE_URL) and not DATABASE_URL.startswith("sqlite")
SERVED_BY_HTTPS = PUBLIC_URL.startswith("https://")

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY_SET = env.str("SECRET_KEY", default="")
SECRET_KEY = SECRET_KEY_SET or read_or_create_secret(path=DATA_DIR / "secret_key")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])

# --- What the house asks for -----------------------------------------------------------------------------------
# Reviews outside the newsroom that an issue needs before it is approved, such as "Security" or "Public affairs".
RELEASE_REVIEWS = env.list("RELEASE_REVIEWS", default=[])
# The program that validates every edition's PDF (editorial/rendering/pdf/verapdf.py); without it our own check alone.
VERAPDF = env.str("VERAPDF", default="")

# Which pictures the house prints, and the words it says it with: the variables RIGHTS_… (docs/rights.md lists them).
RIGHTS_POLICY, RIGHTS_POLICY_PROBLEMS = read_policy(env.ENVIRON)

# --- Application ---------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "oewatch.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",  # in the pages of allauth.mfa
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "simple_history",
    "django_prose_editor",
    "oewatch.apps.PlatformConfig",
    "editorial",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]
ROOT_URLCONF = "oewatch.urls"
WSGI_APPLICATION = "oewatch.wsgi.application"
ASGI_APPLICATION = "oewatch.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "editorial.web.bell.bell",
                "editorial.web.places.places",
            ]
        },
    }
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "en-us"
FORMAT_MODULE_PATH = ["oewatch.formats"]
TIME_ZONE = env.str("TIME_ZONE", default="UTC")
USE_TZ = True

SIMPLE_HISTORY_REVERT_DISABLED = True  # hides the button only: the admin refuses the POST itself
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True
SIMPLE_HISTORY_FILEFIELD_TO_CHARFIELD = True

# --- Database ------------------------------------------------------------------------------------------------
DATABASES = {"default": env.db_url_config(DATABASE_URL or f"sqlite:///{DATA_DIR / 'db.sqlite3'}")}
if PRODUCTION:
    DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    if DATABASES["default"]["ENGINE"].endswith("postgresql"):
        # A machine whose network is cut notices within half a minute; TCP alone would wait for a quarter of an hour.
        DATABASES["default"].setdefault("OPTIONS", {}).update(
            connect_timeout=10,
            keepalives_idle=10,
            keepalives_interval=5,
            keepalives_count=3,
            tcp_user_timeout=20_000,
        )
else:
    # IMMEDIATE takes the write lock when a transaction begins, so that writers wait instead of failing with
    # "database is locked" in the middle.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
    # A file, not memory: tests start real workers and threads that must see the same database.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}

# --- Queue and cache: one Redis-protocol server, ours when REDIS_URL is not set --------------------------------
EMBEDDED_QUEUE = not REDIS_URL_SET
REDIS_URL = REDIS_URL_SET or embedded.address(data_dir=DATA_DIR)
CACHES = {
    "default": {
        "BACKEND": "oewatch.cache.SharedCache",
        # Not the database of the queue: clearing the cache must not throw messages away.
        "LOCATION": redis_urls.with_database(REDIS_URL, 1),
        "OPTIONS": {"socket_timeout": 5, "socket_connect_timeout": 1},
    }
}

# --- Background jobs: the row in the database is the job, the message only wakes a worker -----------------------
JOB_TIME_LIMIT_SECONDS = env.int("JOB_TIME_LIMIT_SECONDS", default=900)
JOB_LEASE_SECONDS = env.int("JOB_LEASE_SECONDS", default=30)
JOB_RESEND_AFTER_SECONDS = env.int("JOB_RESEND_AFTER_SECONDS", default=60)
JOB_RECONCILE_SECONDS = env.int("JOB_RECONCILE_SECONDS", default=10)
WORKER_CONCURRENCY = env.int("WORKER_CONCURRENCY", default=2)
# Parts of an issue (editorial/rendering/spreading/): helpers that are asked for, claims, days without use.
RENDER_HELPERS = env.int("RENDER_HELPERS", default=4)
PART_CLAIM_SECONDS = env.int("PART_CLAIM_SECONDS", default=20)
PART_DAYS = env.int("PART_DAYS", default=30)

CELERY_BROKER_URL = redis_urls.for_celery(REDIS_URL)
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True  # with results kept, publishing hangs for 20 s when Redis is away
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = JOB_TIME_LIMIT_SECONDS
CELERY_TASK_SOFT_TIME_LIMIT = max(JOB_TIME_LIMIT_SECONDS - 30, JOB_TIME_LIMIT_SECONDS // 2)
CELERY_TASK_PUBLISH_RETRY_POLICY = {
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
    "interval_max": 0.2,
}
# Workers take from each queue in turn: what takes seconds is not behind a hundred renditions (docs/jobs.md).
CELERY_TASK_DEFAULT_QUEUE = "celery"
CELERY_TASK_QUEUES = [Queue(name) for name in (CELERY_TASK_DEFAULT_QUEUE, "renditions", "parts")]
CELERY_TASK_ROUTES = {
    "editorial.rendering.tasks.render": {"queue": "renditions"},
    "editorial.rendering.tasks.help_render": {"queue": "parts"},
}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CONCURRENCY = WORKER_CONCURRENCY
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 20
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # Above the hard time limit, or a message would come back while its task still runs.
    "visibility_timeout": JOB_TIME_LIMIT_SECONDS + 300,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_timeout": 5,
    "socket_connect_timeout": 1,
    # How a sender connects: without these it waits 2 and 4 s before it gives up. Workers retry forever all the same.
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
    "interval_max": 0.2,
    "queue_order_strategy": "round_robin",
}
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "reconcile jobs": every(JOB_RECONCILE_SECONDS, "editorial.jobs.tasks.reconcile_jobs"),
    # A commit wakes the sender; this is for messages that got lost.
    "e-mails at once": every(60, "editorial.notify.tasks.send_at_once"),
    "daily e-mails": every(300, "editorial.notify.tasks.send_digests"),
    "reminders": every(1800, "editorial.issues.tasks.remind"),
    "planned publications": every(30, "editorial.issues.tasks.publish_what_is_due"),
    "news of PDFs": every(300, "editorial.rendering.tasks.tell_of_renditions"),
    # What changed since somebody last searched; a search itself reads the newest changes first.
    "search index": every(60, "editorial.search.tasks.index_what_waits"),
    "old parts": every(60 * 60, "editorial.rendering.tasks.remove_old_parts"),
    "old notifications": every(24 * 60 * 60, "editorial.notify.tasks.forget_old"),
}

# --- Accounts ------------------------------------------------------------------------------------------------
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "editorial.accounts.passwords.NotBlankValidator"},
]
AUTHENTICATION_BACKENDS = ["editorial.accounts.sign_in.AddressBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
PASSWORD_RESET_TIMEOUT = 60 * 60  # seconds
INVITATION_DAYS = env.int("INVITATION_DAYS", default=14)

# Accounts come from invitations (editorial/accounts/), people sign in with their e-mail address.
ACCOUNT_ADAPTER = "editorial.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = [
    "email*",
    "password1*",
    "password2*",
]  # nobody signs up; allauth wants to know all the same
ACCOUNT_FORMS = {
    "login": "editorial.accounts.forms.SignInForm",
    "reset_password": "editorial.accounts.forms.ResetForm",
    "reset_password_from_key": "editorial.accounts.forms.ResetFromKeyForm",
    "change_password": "editorial.accounts.forms.ChangeForm",
    "set_password": "editorial.accounts.forms.SetForm",
    "add_email": "editorial.accounts.forms.AddEmailForm",
    "reauthenticate": "editorial.accounts.forms.ConfirmForm",
}
ACCOUNT_USER_DISPLAY = "editorial.accounts.queries.display_name"
ACCOUNT_CHANGE_EMAIL = True  # one address for each person; the new one counts once its link was followed
ACCOUNT_EMAIL_VERIFICATION = (
    "optional"  # an account made on the command line may sign in before its first e-mail
)
ACCOUNT_EMAIL_NOTIFICATIONS = True  # the person hears of a changed password, address or second step
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True  # for SESSION_COOKIE_AGE; there is no box to tick
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    # One desk may be behind one address: ten people who mistype once must not lock out the eleventh.
    "login_failed": "30/m/ip,5/300s/key",
    "reset_password": "20/m/ip,3/m/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.bool("BEHIND_PROXY", default=False) else 0

MFA_ADAPTER = "editorial.accounts.adapter.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "editorial.accounts.second_step.AuthenticateForm",
    "reauthenticate": "editorial.accounts.second_step.ReauthenticateForm",
    "activate_totp": "editorial.accounts.second_step.ActivateTotpForm",
    "add_webauthn": "editorial.accounts.second_step.AddPasskeyForm",
    "edit_webauthn": "editorial.accounts.second_step.RenamePasskeyForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "oewatch"
MFA_TOTP_TOLERANCE = 1  # steps of 30 seconds: phones are not always on time
MFA_ALLOW_UNVERIFIED_EMAIL = True  # nobody signs up, so nobody can lock a stranger out of an address
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SERVED_BY_HTTPS  # http://localhost

SESSION_COOKIE_AGE = 12 * 60 * 60  # seconds: one working day
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "editorial.web.resend.csrf_failure"
# An article with many footnotes: seven fields a row, and long texts.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 10_000_000  # bytes

# --- E-mail: every message is a row first, a worker sends it -----------------------------------------------------
EMAIL_URL_SET = env.str("EMAIL_URL", default="")
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

# --- Notifications -----------------------------------------------------------------------------------------------
# From which hour of the day (in TIME_ZONE) reminders and daily e-mails go out; people may choose another hour.
NOTIFY_DIGEST_HOUR = env.int("NOTIFY_DIGEST_HOUR", default=7)
# What was read is removed after so many days.
NOTIFICATION_DAYS = env.int("NOTIFICATION_DAYS", default=180)

# --- What a browser may do with our pages ----------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        # The nonce is for django-prose-editor's import map, which is inline: render media with the nonce.
        "script-src": [SELF, NONCE],
        # The hash is of the style that the editor's library (tiptap) puts into the page.
        "style-src": [SELF, NONCE, "'sha256-PlumsSlvJ7vvWzjqibGAYKq92O3y/4JTxWWsWJvyUYA='"],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

# --- Static files ----------------------------------------------------------------------------------------------
# Names with hashes need `collectstatic` first (`serve` runs it); tests and DEBUG read from the source folders.
STATIC_MANIFEST = env.bool("STATIC_MANIFEST", default=not DEBUG)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if STATIC_MANIFEST
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
if env.str("S3_BUCKET", default=""):
    from oewatch import s3

    STORAGES["default"] = s3.storage(env)
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["jpg", "jpeg", "png", "webp", "woff2", "gz", "br", "map", "txt", "md"]
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not STATIC_MANIFEST

# --- Logging: to stderr, where a supervisor, a container or systemd picks it up ----------------------------------
LOG_LEVEL = env.str("LOG_LEVEL", default="INFO").upper()
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(process)d: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": LOG_LEVEL, "propagate": False},
        # One line for each beat of the reconciler says nothing to anybody.
        "celery.beat": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
    },
}

# --- Production: behind a proxy, by https -------------------------------------------------------------------------
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
if PUBLIC_URL:
    ALLOWED_HOSTS.append(urlsplit(PUBLIC_URL).hostname or "")
    CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
if not PRODUCTION:
    ALLOWED_HOSTS += ["localhost", "127.0.0.1", "[::1]"]
if env.bool("BEHIND_PROXY", default=False):
    # Only behind a proxy that always sets this header itself: otherwise a client could forge it.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
if SERVED_BY_HTTPS:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=365 * 24 * 60 * 60)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_INCLUDE_SUBDOMAINS", default=True)
    SECURE_HSTS_PRELOAD = env.bool("HSTS_PRELOAD", default=False)
# Preloading binds a whole domain in every browser for months: a house decides that itself (HSTS_PRELOAD).
SILENCED_SYSTEM_CHECKS = ["security.W021"]
