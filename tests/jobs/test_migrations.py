"""Jobs from before there were lines and shares belong to the one who owned them."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from jobs.models import Job
from tests.jobs.orders import TOPIC, order


def migrate(name: str) -> MigrationExecutor:
    executor = MigrationExecutor(connection)
    executor.migrate([("jobs", name)])
    return MigrationExecutor(connection)


@pytest.mark.django_db(transaction=True)
def test_old_jobs_were_asked_for_by_their_owner(writer: User) -> None:
    old = migrate("0001_initial").loader.project_state([("jobs", "0001_initial")]).apps
    subject = order().subject_id
    for kind in ("export", "tune"):
        old.get_model("jobs", "Job").objects.create(
            owner_id=writer.pk, topic=TOPIC, kind=kind, subject_kind="story", subject_id=subject, key=kind
        )
    migrate("0004_queues_of_workers")
    assert set(Job.objects.values_list("asked_by", "place", "paused", "model")) == {(writer.pk, 0, False, "")}
