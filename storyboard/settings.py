"""All settings. The environment is read in the block below and nowhere else; unset means the embedded mode."""

from __future__ import annotations

import os
import tempfile
import warnings
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF

# --- the environment ---------------------------------------------------------------------------------------------
STORY_DATA = Path(os.environ.get("STORY_DATA", "~/.local/share/storyboard")).expanduser().resolve()
ONEACTOR_BACKEND = os.environ.get("ONEACTOR_BACKEND", "picturebook")
DATABASE_URL = os.environ.get("DATABASE_URL", "")
BROKER_URL = os.environ.get("BROKER_URL", "")
CHANNELS_URL = os.environ.get("CHANNELS_URL", "")
S3_URL = os.environ.get("S3_URL", "")
STORY_ORIGIN = os.environ.get("STORY_ORIGIN", "")
SECRET_KEY = os.environ.get("SECRET_KEY", "")
# -----------------------------------------------------------------------------------------------------------------

# WhiteNoise hands files over as synchronous iterators; under ASGI Django reads them whole: right for an editor.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")

BASE_DIR = Path(__file__).resolve().parent.parent
DEBUG = False

# Data folder
ARTIFACTS = STORY_DATA / "artifacts"
CHECKPOINTS = STORY_DATA / "checkpoints"
BACKUPS = STORY_DATA / "backups"
LOCK_FILE = STORY_DATA / "studio.lock"
SECRET_FILE = STORY_DATA / "secret"
RELAY_SOCKET = STORY_DATA / "live.sock"
if len(str(RELAY_SOCKET)) > 100:  # a socket's address holds 108 bytes
    RELAY_SOCKET = Path(tempfile.gettempdir()) / f"storyboard-{sha256(bytes(STORY_DATA)).hexdigest()[:16]}.sock"
if not SECRET_KEY and SECRET_FILE.exists():
    SECRET_KEY = SECRET_FILE.read_text()

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
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": STORY_DATA / "storyboard.sqlite3",
            "OPTIONS": SQLITE_OPTIONS,
            "CONN_MAX_AGE": 0,
        }
    }

# Files
STORAGES: dict[str, dict[str, object]] = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # there are no uploads
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
if S3_URL:  # s3://bucket or https://key:secret@host/bucket
    _s3 = urlsplit(S3_URL)
    STORAGES["artifacts"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {"bucket_name": _s3.netloc, "querystring_auth": True}
        if _s3.scheme == "s3"
        else {
            "bucket_name": _s3.path.strip("/"),
            "endpoint_url": f"{_s3.scheme}://{_s3.hostname}" + (f":{_s3.port}" if _s3.port else ""),
            "access_key": _s3.username,
            "secret_key": _s3.password,
            "querystring_auth": True,
        },
    }

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
        "CONFIG": {"hosts": [CHANNELS_URL], "capacity": 100, "expiry": 10, "symmetric_encryption_keys": [SECRET_KEY]},
    }
    if CHANNELS_URL
    else {"BACKEND": "channels.layers.InMemoryChannelLayer"}
}

# Jobs
JOB_HANDLERS = {
    "propose": "characters.tasks.propose",
    "tune": "characters.tasks.tune",
    "render": "storyboard.tasks.render",
    "export": "storyboard.tasks.export",
}
CELERY_BROKER_URL = BROKER_URL or "memory://localhost//"
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = (
    {"visibility_timeout": 6 * 3600, "unacked_restore_throttle": 1, "socket_timeout": 30, "socket_keepalive": True}
    if BROKER_URL
    else {"polling_interval": 0.05}
)
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
CELERY_WORKER_POOL = "prefork"
CELERY_WORKER_CONCURRENCY = 1
CELERY_WORKER_POOL_START_METHOD = "spawn"  # CUDA cannot be used in a forked child
CELERY_WORKER_PROC_ALIVE_TIMEOUT = 120  # seconds; the default of 4 is too short for a slow disk
CELERY_WORKER_LOST_WAIT = 1.0  # seconds; the default of 10 makes recovery three times as long
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
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
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1 << 20
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "blob:", "data:"],
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
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
