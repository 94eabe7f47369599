"""The product's settings on a throw-away data folder, with a real database file and small real job handlers."""

import os
import tempfile
from pathlib import Path

for name in ("DATABASE_URL", "BROKER_URL", "CHANNELS_URL", "S3_URL", "STORY_ORIGIN"):
    os.environ.pop(name, None)
os.environ["STORY_DATA"] = tempfile.mkdtemp(prefix="storyboard-tests-")
os.environ["ONEACTOR_BACKEND"] = "sd15"  # knows every word and is described without being loaded
os.environ["SECRET_KEY"] = "only for tests, which keep nothing"

from storyboard.settings import *  # noqa: E402, F403
from storyboard.settings import DATABASES, STORY_DATA  # noqa: E402

DATABASES["default"]["TEST"] = {"NAME": Path(STORY_DATA) / "test.sqlite3"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_ROOT = None
