"""The same for the processes of a studio on a network, whose lost workers are found soon."""

from tests.soak.tiny_embedded_settings import *  # noqa: F403

JOB_LEASE = 6.0
CELERY_WORKER_SEND_TASK_EVENTS = False
JOB_QUOTAS = {}  # one person asks for all of it, and the sheets of what was learnt wait behind everything else
