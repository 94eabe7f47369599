"""Data of the first version, with work in line, opens in the present one: nothing is lost, and what waits is done."""

from __future__ import annotations

import pytest
from django.test import Client

from jobs.models import Job
from tests.drawing import get, learnt_character, new_panel, new_story, post, work_off
from tests.migrating import as_of

#: what a drawing was ordered with then
THEN = ("prompt", "seed", "notices")
MEMBER = ("character", "name", "description", "base_word", "card", "target")
#: what an event said of a job then
TOLD = (
    "id",
    "kind",
    "state",
    "subject",
    "done",
    "total",
    "step",
    "eta_seconds",
    "attempt",
    "error",
    "created_at",
    "seq",
)


def as_ordered_then(params: dict[str, object]) -> dict[str, object]:
    cast = params["cast"]
    assert isinstance(cast, list)
    return {name: params[name] for name in THEN} | {"cast": [{name: who[name] for name in MEMBER} for who in cast]}


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("tiny_backend")
def test_a_story_and_its_jobs_come_through(client: Client) -> None:
    story = new_story(client)
    panel = new_panel(client, story, "in the snow", (learnt_character(client, story)["id"],))
    drawing = f"/panels/{panel['id']}/render"
    post(client, drawing, {"seed": 5}, 202)
    work_off()
    before = get(client, f"/stories/{story['id']}")
    waiting = [post(client, path, {}, 202)["id"] for path in (drawing, f"/stories/{story['id']}/export")]
    with as_of(*((app, "0001_initial") for app in ("storyboard", "characters", "jobs"))) as then:
        for job in then.get_model("jobs", "Job").objects.filter(pk__in=waiting):
            job.params = as_ordered_then(job.params) if job.kind == "render" else {}
            job.save()
        for picture in then.get_model("storyboard", "Picture").objects.all():
            picture.request = as_ordered_then(picture.request)
            picture.save()
        for event in then.get_model("jobs", "JobEvent").objects.exclude(job=None):
            event.job = {name: event.job[name] for name in TOLD}
            event.save()
    assert {str(each.pk) for each in Job.objects.filter(state="queued")} == set(waiting)
    assert len(get(client, f"/stories/{story['id']}/events?since=0")["events"]) > 5
    work_off()
    assert {get(client, f"/jobs/{job}")["state"] for job in waiting} == {"done"}
    after = get(client, f"/stories/{story['id']}")
    assert after["cast"][0]["state"] == "ready"
    assert len(after["books"]) == 1
    pictures = after["pages"][0]["panels"][0]["pictures"]
    assert pictures[0]["url"] == before["pages"][0]["panels"][0]["pictures"][0]["url"]
    assert len(pictures) == 2
