"""The database."""

from oewatch.settings.places import DATA_DIR, DATABASE_URL, PRODUCTION, env

DATABASES = {"default": env.db_url_config(DATABASE_URL or f"sqlite:///{DATA_DIR / 'db.sqlite3'}")}
if PRODUCTION and not DATABASE_URL:  # it cannot be used, which is noted: no other database is written instead
    DATABASES["default"] = {"ENGINE": "django.db.backends.dummy"}
elif PRODUCTION:
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
