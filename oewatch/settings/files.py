"""Static files, the file store, and how long things are kept."""

from oewatch.settings.places import DEBUG, env

# --- Static files -------------------------------------------------------------------------------------------
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
    try:
        from oewatch import s3
    except ImportError:
        env.note(
            "S3_BUCKET",
            "S3_BUCKET is set, but what speaks to such a store is not installed.",
            "Install oewatch[s3].",
        )
    else:
        STORAGES["default"] = s3.storage(env)
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["jpg", "jpeg", "png", "webp", "woff2", "gz", "br", "map", "txt", "md"]
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not STATIC_MANIFEST

# --- Retention: what “manage.py retention” calls due after so many days or years; 0 keeps it for good (docs/backup.md)
RETENTION_PROOF_DAYS = env.int("RETENTION_PROOF_DAYS", default=365)
RETENTION_ORIGINAL_DAYS = env.int("RETENTION_ORIGINAL_DAYS", default=0)
RETENTION_EMAIL_DAYS = env.int("RETENTION_EMAIL_DAYS", default=365)
# The database keeps what is younger than 90 days (editorial/record/tables.py).
RETENTION_SECURITY_DAYS = env.int("RETENTION_SECURITY_DAYS", default=730)
RETENTION_SECURITY_DAYS = max(90, RETENTION_SECURITY_DAYS) if RETENTION_SECURITY_DAYS else 0
RETENTION_ORPHAN_DAYS = env.int("RETENTION_ORPHAN_DAYS", default=30)
RETENTION_DRAFT_DAYS = env.int("RETENTION_DRAFT_DAYS", default=730)
RETENTION_YEARS = env.int("RETENTION_YEARS", default=10)
RETENTION_RULE = env.str(
    "RETENTION_RULE", default=""
)  # the house’s own rule in words, as the report names it
