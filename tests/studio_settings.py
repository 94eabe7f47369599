"""Settings of a studio process under test: the product's own, with small handlers that need no drawing model."""

from storyboard.settings import *  # noqa: F403

ONEACTOR_BACKEND = "sd15"
JOB_TOGETHER = {}
JOB_HANDLERS = {
    "export": "tests.jobs.handlers.count",
    "propose": "tests.jobs.handlers.kill_own_worker",
    "render": "tests.jobs.handlers.hang",
}
