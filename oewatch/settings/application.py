"""Django: applications, middleware, templates, time; and what the house asks for."""

from editorial.licensing.policy_settings import read_policy
from oewatch import environment
from oewatch.settings.places import BASE_DIR, env

# --- What the house asks for --------------------------------------------------------------------------------
# Reviews outside the newsroom that an issue needs before it is approved, such as "Security" or "Public affairs".
RELEASE_REVIEWS = env.list("RELEASE_REVIEWS", default=[])
# The program that validates every edition's PDF (editorial/rendering/pdf/verapdf.py); without it our own check alone.
VERAPDF = env.str("VERAPDF", default="")
# For how many days a link opens a proof to people without an account: at most, and when nobody says otherwise. 0: no such links.
PROOF_LINK_MOST_DAYS = max(0, env.int("PROOF_LINK_MOST_DAYS", default=30))
PROOF_LINK_DAYS = max(1, min(env.int("PROOF_LINK_DAYS", default=7), PROOF_LINK_MOST_DAYS))

# Which pictures the house prints, and the words it says it with: the variables RIGHTS_… (docs/rights.md lists them).
RIGHTS_POLICY, RIGHTS_POLICY_PROBLEMS = read_policy(env.ENVIRON)

# --- Application --------------------------------------------------------------------------------------------
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
    "allauth.usersessions",
    "axes",
    "csp",
    "simple_history",
    "django_prose_editor",
    "oewatch.apps.PlatformConfig",
    "editorial",
    "editorial.accounts.openid",  # its table; what is reachable, only with OPENID_ISSUER
]
MIDDLEWARE = [
    "oewatch.health.Health",  # before anything that redirects, refuses a host or writes a line
    "oewatch.request_log.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "editorial.web.second_step.SecondStepMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
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
            ],
            "builtins": ["editorial.web.language_names", "editorial.web.links"],
        },
    }
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "en-us"
FORMAT_MODULE_PATH = ["oewatch.formats"]
TIME_ZONE = env.read("TIME_ZONE", environment.require_time_zone, default="UTC")
USE_TZ = True

SIMPLE_HISTORY_REVERT_DISABLED = True  # hides the button only: the admin refuses the POST itself
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True
SIMPLE_HISTORY_FILEFIELD_TO_CHARFIELD = True
