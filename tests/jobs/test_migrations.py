"""Jobs from before there were lines and shares belong to the one who owned them."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from jobs.models import Job
from tests.jobs.orders import TOPIC, order
from tests.migrating import as_of


@pytest.mark.django_db(transaction=True)
def test_old_jobs_were_asked_for_by_their_owner(writer: User) -> None:
    subject = order().subject_id
    with as_of(("jobs", "0001_initial")) as old:
        for kind in ("export", "tune"):
            old.get_model("jobs", "Job").objects.create(
                owner_id=writer.pk, topic=TOPIC, kind=kind, subject_kind="story", subject_id=subject, key=kind
            )
    assert set(Job.objects.values_list("asked_by", "place", "paused", "model")) == {(writer.pk, 0, False, "")}
