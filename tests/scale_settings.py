"""Settings of the processes of a studio on a network under test."""

from tests.studio_settings import *  # noqa: F403

JOB_LEASE = 6.0
WORKER_LEAVE = 2.0
WORKER_DEAF = 5.0
CELERY_IMPORTS = ["jobs.dispatch", "tests.jobs.deafness"]
CELERY_WORKER_SEND_TASK_EVENTS = False
