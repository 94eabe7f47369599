"""Log lines name the job that they are about."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from django.contrib.auth.models import User

from jobs import leases
from jobs.logs import AboutFilter, JsonFormatter
from jobs.tasks import run
from tests.jobs.orders import TOPIC, submitted


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.handler.addFilter(AboutFilter())
    return caplog


def as_json(record: logging.LogRecord) -> Any:
    text = JsonFormatter().format(record)
    assert "\n" not in text
    return json.loads(text)


def test_fault_in_a_job_names_job_and_story(writer: User, settings: Any, lines: pytest.LogCaptureFixture) -> None:
    settings.JOB_HANDLERS = {"export": "tests.jobs.handlers.crash"}
    submitted(writer)
    job = leases.claim_next("task")
    assert job is not None
    run(job)
    line = as_json(next(record for record in lines.records if record.name == "jobs.tasks"))
    assert (line["level"], line["job"], line["topic"]) == ("ERROR", str(job.pk), TOPIC)
    assert "ZeroDivisionError" in line["trace"]


def test_line_about_no_job_says_so(lines: pytest.LogCaptureFixture) -> None:
    logging.getLogger("storyboard").warning("one\ntwo “three”")
    line = as_json(lines.records[-1])
    assert (line["message"], line["job"], line["topic"]) == ("one\ntwo “three”", "", "")
    assert "trace" not in line
