"""All settings. The environment is read in the block below and nowhere else; unset means the embedded mode."""

from __future__ import annotations

import os
import tempfile
import warnings
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from storyboard import buckets

# --- the environment ---------------------------------------------------------------------------------------------
STORY_DATA = Path(os.environ.get("STORY_DATA", "~/.local/share/storyboard")).expanduser().resolve()
ONEACTOR_BACKEND = os.environ.get("ONEACTOR_BACKEND", "picturebook")
DATABASE_URL = os.environ.get("DATABASE_URL", "")
BROKER_URL = os.environ.get("BROKER_URL", "")
CHANNELS_URL = os.environ.get("CHANNELS_URL", "")
S3_URL = os.environ.get("S3_URL", "")
STORY_ORIGIN = os.environ.get("STORY_ORIGIN", "")
SECRET_KEY = os.environ.get("SECRET_KEY", "")
STORY_PROMPT_POLICY = os.environ.get("STORY_PROMPT_POLICY", "")
STORY_PICTURE_CHECK = os.environ.get("STORY_PICTURE_CHECK", "")
PRESS_ICC = os.environ.get("STORY_PRESS_ICC", "")

# WhiteNoise hands files over as synchronous iterators; under ASGI Django reads them whole: right for an editor.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")

VERSION = "0.1.0"  # the editor's package.json says the same
BASE_DIR = Path(__file__).resolve().parent.parent
DEBUG = False

# Data folder
ARTIFACTS = STORY_DATA / "artifacts"
CHECKPOINTS = STORY_DATA / "checkpoints"
UPLOADS = STORY_DATA / "uploads"
BACKUPS = STORY_DATA / "backups"
PLATES = STORY_DATA / "plates"  # pictures at print size; made again where they are missing
LOCK_FILE = STORY_DATA / "studio.lock"
SECRET_FILE = STORY_DATA / "secret"
RELAY_SOCKET = STORY_DATA / "live.sock"
if len(str(RELAY_SOCKET)) > 100:  # a socket's address holds 108 bytes
    RELAY_SOCKET = Path(tempfile.gettempdir()) / f"storyboard-{sha256(bytes(STORY_DATA)).hexdigest()[:16]}.sock"
if not SECRET_KEY and SECRET_FILE.exists():
    SECRET_KEY = SECRET_FILE.read_text()
# On a network there are accounts; on one's own machine whoever reads the studio's output is the one local writer.
ACCOUNTS = bool(STORY_ORIGIN)
if ACCOUNTS and not SECRET_KEY:
    raise ImproperlyConfigured("STORY_ORIGIN is set: set SECRET_KEY too, to the same long random text everywhere.")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "csp",
    "channels",
    "ninja",
    "jobs",
    "characters",
    "storyboard",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "storyboard.outages.OutageMiddleware",
]
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
if ACCOUNTS:
    INSTALLED_APPS.append("axes")
    MIDDLEWARE.append("axes.middleware.AxesMiddleware")
    AUTHENTICATION_BACKENDS.insert(0, "axes.backends.AxesStandaloneBackend")
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "storyboard" / "templates"],
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]
ROOT_URLCONF = "storyboard.urls"
ASGI_APPLICATION = "storyboard.asgi.application"
APPEND_SLASH = False
USE_TZ = True
TIME_ZONE = "UTC"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Database. IMMEDIATE takes the write lock when a transaction begins: deferred ones fail with "database is locked" when
# they turn into writers. FULL, because with WAL a power cut could otherwise drop the last commits.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA busy_timeout=20000;PRAGMA journal_size_limit=67108864"
    ),
}
DATABASES: dict[str, dict[str, object]]
if DATABASE_URL:
    DATABASES = {"default": {**dj_database_url.parse(DATABASE_URL, conn_health_checks=True)}}
    if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
        DATABASES["default"]["OPTIONS"] = {
            "connect_timeout": 5,
            "options": "-c statement_timeout=15s -c lock_timeout=5s -c idle_in_transaction_session_timeout=30s",
        }
else:
    _file = STORY_DATA / "storyboard.sqlite3"
    DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": _file, "OPTIONS": SQLITE_OPTIONS}}

# Files
STORAGES: dict[str, dict[str, object]] = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # uploads are not kept as they come
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
S3_ORIGINS: list[str] = []  # where browsers fetch files from: the address has to be one that they reach, too
if S3_URL:
    STORAGES["artifacts"], S3_ORIGINS = buckets.storage(S3_URL)

# The built editor
EDITOR = BASE_DIR / "frontend" / "dist"
STATIC_URL = "/static/"
WHITENOISE_ROOT = EDITOR if EDITOR.is_dir() else None
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/assets/.+-[\w-]{8}\.\w+$"  # Vite puts a hash into these names

# Live messages
CHANNEL_LAYERS: dict[str, dict[str, object]] = {
    "default": {
        "BACKEND": "channels_redis.core.RedisChannelLayer",
        "CONFIG": {
            # Longer than the layer's own wait of 5 s: redis-py's default of 5 s would break every quiet socket off
            # (channels_redis issue 422).
            "hosts": [{"address": CHANNELS_URL, "socket_timeout": 15, "socket_keepalive": True}],
            "capacity": 100,
            "expiry": 10,
            "symmetric_encryption_keys": [SECRET_KEY],
        },
    }
    if CHANNELS_URL
    else {"BACKEND": "channels.layers.InMemoryChannelLayer"}
}

# Jobs
JOB_HANDLERS = {
    "propose": "characters.tasks.propose",
    "tune": "characters.tasks.tune",
    "relearn": "characters.tasks.relearn",
    "sheet": "characters.sheets.draw",
    "render": "storyboard.tasks.render",
    "export": "storyboard.tasks.export",
    "pack": "storyboard.packing.tasks.pack",
    "unpack": "storyboard.packing.tasks.unpack",
}
JOB_CHORES = [
    "jobs.chores.forget_keys",
    "storyboard.services.trash.empty_old",
    "storyboard.verifying.sweep_uploads",
    "storyboard.printing.sweep_plates",
]
JOB_GPU_MEMORY = "characters.studio.device_memory"
# Which workers do what: `celery -A storyboard worker -Q gpu` or `-Q cpu`. The embedded worker does everything.
JOB_QUEUES = dict.fromkeys(("export", "pack", "unpack"), "cpu") if BROKER_URL else {}
# How many jobs of a kind one worker may do together. The handlers of these kinds take a list.
JOB_TOGETHER = {"render": 4}
# How much one person may ask for, and have worked at at once; the one local writer has no limits.
JOB_QUOTAS: dict[str, int] = {"queued": 40, "running": 8, "seconds_a_day": 4 * 3600} if ACCOUNTS else {}
# How large a story's or character's file may be that somebody brings, in bytes; see packing.archive.Limits.
PACK_LIMITS = {
    "upload": (256 if ACCOUNTS else 2048) << 20,
    "files": 20_000,
    "unpacked": (512 if ACCOUNTS else 4096) << 20,
    "contents": 8 << 20,
    "file": 20 << 20,
    "pixels": 4_000_000_000,  # they are decoded in minutes
}
# What the one who runs the studio has to say about words and pictures, see characters/policy.py; "off" says: nothing.
# On a network, where a worker may know no more of it than the broker, silence refuses everything.
UNDECIDED = "characters.policy.undecided" if ACCOUNTS or BROKER_URL else ""
PROMPT_POLICY = "" if STORY_PROMPT_POLICY == "off" else STORY_PROMPT_POLICY or UNDECIDED
PICTURE_CHECK = "" if STORY_PICTURE_CHECK == "off" else STORY_PICTURE_CHECK or UNDECIDED
CHECK_SECONDS = 10.0
JOB_LEASE = 30.0  # seconds after which a worker that gives no sign of life loses its job
WORKER_LEAVE = 10.0  # seconds that a worker may take to end once it was told to
WORKER_DEAF = 20.0  # seconds in which a free worker hears no ring, though somebody waits, until it connects anew
CELERY_TASK_DEFAULT_QUEUE = "gpu"
CELERY_IMPORTS = ["jobs.dispatch"]
CELERY_BROKER_URL = BROKER_URL or "memory://localhost//"
_redis_options: dict[str, object] = {
    "visibility_timeout": 6 * 3600,
    "unacked_restore_throttle": 1,
    "socket_timeout": 30,
    "socket_connect_timeout": 5,
    "socket_keepalive": True,
}
_transport_options: dict[str, dict[str, object]] = {
    "memory": {"polling_interval": 0.05},
    **{name: {"connect_timeout": 5} for name in ("amqp", "amqps")},
}
_chosen_options = _transport_options.get(urlsplit(CELERY_BROKER_URL).scheme, _redis_options)
CELERY_BROKER_TRANSPORT_OPTIONS = _chosen_options | {"max_retries": 0}  # who rings waits for no broker; who hears does
CELERY_BROKER_HEARTBEAT = 20  # RabbitMQ: a cut line shows by missing beats; 0 would wait for the system's two hours
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True  # the row is the result
CELERY_TASK_ACKS_LATE = True
# The row is requeued when a child dies, so the message need not be: a second truth would only ring once too often.
CELERY_TASK_REJECT_ON_WORKER_LOST = False
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_TIME_LIMIT = 3600
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_POOL = "jobs.pool:TaskPool"  # prefork, with children that start at once
CELERY_WORKER_CONCURRENCY = 1
os.environ.setdefault("PYTHONPATH", str(BASE_DIR))  # for the process that children are copies of, see jobs/pool.py
os.environ.setdefault("CELERY_SKIP_CHECKS", "1")  # every child would make Django's checks twice and drop what they say
CELERY_WORKER_POOL_START_METHOD = "spawn"  # CUDA cannot be used in a copy of the worker
CELERY_WORKER_PROC_ALIVE_TIMEOUT = 120  # seconds; the default of 4 is too short for a slow disk
CELERY_WORKER_LOST_WAIT = 1.0  # seconds; the default of 10 makes recovery three times as long
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_WORKER_DIRECT = True  # a queue for each worker beside the common ones: for the one that has a job's model loaded
CELERY_WORKER_ENABLE_REMOTE_CONTROL = True  # a cancel that is not heard ends the child by `revoke`

# Who may come in. The studio command sets STORY_ORIGINS and the cookie's name once it knows its port.
STORY_ORIGINS = [STORY_ORIGIN] if STORY_ORIGIN else ["http://127.0.0.1:8000", "http://localhost:8000"]
ALLOWED_HOSTS = [urlsplit(STORY_ORIGIN).hostname or ""] if STORY_ORIGIN else ["127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = [STORY_ORIGIN] if STORY_ORIGIN else []
SESSION_COOKIE_NAME = "storyboard_8000"
SESSION_COOKIE_AGE = 365 * 24 * 3600
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = STORY_ORIGIN.startswith("https:")
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "storyboard.views.csrf_failure"
SECURE_SSL_REDIRECT = STORY_ORIGIN.startswith("https:")
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]  # probes inside the private network
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SECURE_SSL_REDIRECT else 0
# Whether other names of the domain are ready for HTTPS is for the one who owns the domain to say.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
LOGIN_URL = "/login"
LOGIN_REDIRECT_URL = LOGOUT_REDIRECT_URL = "/"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
# Wrong passwords: five for one name from one address, then a pause, so that nobody else is shut out by it.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "storyboard.accounts.locked_out"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1 << 20
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "blob:", "data:", *S3_ORIGINS],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"about": {"()": "jobs.logs.AboutFilter"}},
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"},
        "json": {"()": "jobs.logs.JsonFormatter"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "json" if ACCOUNTS else "line",
            "filters": ["about"],
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
}
