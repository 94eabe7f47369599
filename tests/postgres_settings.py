"""The tests' settings on the PostgreSQL that a test started."""

import os

import dj_database_url

from tests.settings import *  # noqa: F403

DATABASES = {"default": {**dj_database_url.parse(os.environ["TEST_DATABASE_URL"])}}
