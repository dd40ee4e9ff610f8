"""Queue, cache and background jobs; what beat starts."""

from kombu import Queue

from oewatch import embedded, redis_urls
from oewatch.beat import every
from oewatch.settings.places import DATA_DIR, REDIS_URL_SET, env

# --- Queue and cache: one Redis-protocol server, ours when REDIS_URL is not set -----------------------------
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

# --- Background jobs: the row in the database is the job, the message only wakes a worker -------------------
JOB_TIME_LIMIT_SECONDS = env.whole("JOB_TIME_LIMIT_SECONDS", default=900, at_least=1)
# Of one worker process, without the children it starts.
JOB_MEMORY_MB = env.whole("JOB_MEMORY_MB", default=3072, at_least=1)
JOB_LEASE_SECONDS = env.int("JOB_LEASE_SECONDS", default=30)
JOB_RESEND_AFTER_SECONDS = env.int("JOB_RESEND_AFTER_SECONDS", default=60)
JOB_RECONCILE_SECONDS = env.whole("JOB_RECONCILE_SECONDS", default=10, at_least=1)
WORKER_CONCURRENCY = env.whole("WORKER_CONCURRENCY", default=2, at_least=1)
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
    # A commit seals what it added to the record; this is for processes that ended in between.
    "record": every(60, "editorial.record.tasks.seal_what_was_left"),
    "record verified": every(24 * 60 * 60, "editorial.record.tasks.verify"),
    "old parts": every(60 * 60, "editorial.rendering.tasks.remove_old_parts"),
    "sessions that are over": every(24 * 60 * 60, "editorial.accounts.tasks.forget_sessions"),
    "old notifications": every(24 * 60 * 60, "editorial.notify.tasks.forget_old"),
}
