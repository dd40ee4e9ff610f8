"""Where things live, and what is set decides what this is."""

from pathlib import Path

from oewatch import environment
from oewatch.secret import folder_problem, secret_or_problem

BASE_DIR = Path(__file__).resolve().parent.parent.parent
# Notes what cannot be used and goes on: `manage.py check` names everything at once, web and workers do not start.
env = environment.Environment()
ENVIRONMENT_PROBLEMS = env.problems

# --- Where things live --------------------------------------------------------------------------------------
DATA_DIR = Path(env.str("OEWATCH_DATA_DIR", default="") or BASE_DIR / "var").resolve()
if _problem := folder_problem(folder=DATA_DIR):
    env.note("OEWATCH_DATA_DIR", *_problem)
MEDIA_ROOT = DATA_DIR / "files"  # reached through permission checks only: there is no MEDIA_URL to guess at
MEDIA_URL = ""
FILE_UPLOAD_PERMISSIONS = 0o640
# The internal location of nginx that has MEDIA_ROOT (docker/nginx.conf): it sends files at our word. Blank: we send them.
X_ACCEL_REDIRECT = env.str("X_ACCEL_REDIRECT", default="").strip("/")
X_ACCEL_REDIRECT = f"/{X_ACCEL_REDIRECT}/" if X_ACCEL_REDIRECT else ""
STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default="") or DATA_DIR / "static")

# --- What is set decides what this is -----------------------------------------------------------------------
DATABASE_URL = env.address(
    "DATABASE_URL", schemes=environment.DATABASES, example="postgres://user:password@host/name"
)
REDIS_URL_SET = env.address("REDIS_URL", schemes=environment.QUEUES, example="redis://host:6379/0")
PUBLIC_URL = env.read("PUBLIC_URL", environment.require_origin, default="")
# By what somebody meant to set, so that an unusable address does not hide what else production lacks.
_database = env.ENVIRON.get("DATABASE_URL", "").strip()
PRODUCTION = bool(_database) and not _database.startswith("sqlite")
SERVED_BY_HTTPS = PUBLIC_URL.startswith("https://")

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY_SET = env.str("SECRET_KEY", default="")
SECRET_KEY, _problem = (
    (SECRET_KEY_SET, None) if SECRET_KEY_SET else secret_or_problem(path=DATA_DIR / "secret_key")
)
if _problem and not ENVIRONMENT_PROBLEMS:  # a folder that cannot be written is said already
    env.note("SECRET_KEY", *_problem)
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
