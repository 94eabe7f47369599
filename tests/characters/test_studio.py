"""The door to the drawing model: words, and errors as the editor shows them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from characters import revisions, studio
from jobs.errors import JobFailed, JobStopped, Refused
from oneactor import OutOfMemory, Progress, TuneRequest


class Failing:
    """Raises what it is given as soon as it has reported a step."""

    def __init__(self, error: Exception | None) -> None:
        self.error = error

    def tune(self, request: TuneRequest, report: Any) -> None:
        report(Progress(1, 10, "learning"))
        if self.error is not None:
            raise self.error


def tune(monkeypatch: pytest.MonkeyPatch, error: Exception | None, report: studio.Report) -> None:
    monkeypatch.setattr(studio, "_backend", lambda: Failing(error))
    studio.tune(TuneRequest(Path("proposal"), 0), report, Path("card"))


def test_describes_the_model() -> None:
    about = studio.describe()
    assert (about.backend, about.picture_size, about.any_word) == ("sd15", 512, True)


def test_missing_model_is_said_clearly(settings: Any) -> None:
    settings.ONEACTOR_BACKEND = "no-such-model"
    with pytest.raises(Refused) as refusal:
        studio.describe()
    assert refusal.value.status == 503
    assert "no-such-model" in refusal.value.trouble.message


def test_description_without_a_noun_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        studio.find_base_word("123")
    assert (refusal.value.status, refusal.value.trouble.code) == (422, "no_character_word")


def test_checks_words() -> None:
    found = studio.check_words("a white fox with a scarf", base_word=True)
    assert (found.unknown, found.base_words) == ([], ["fox"])
    assert studio.check_words("123", base_word=True).base_words == []


def test_error_of_the_method_fails_the_job(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(JobFailed) as failure:
        tune(monkeypatch, OutOfMemory("No memory left."), lambda *_: None)
    assert failure.value.retryable
    assert failure.value.trouble.code == "out_of_memory"
    assert failure.value.trouble.hint


def test_stop_comes_out_as_it_went_in(monkeypatch: pytest.MonkeyPatch) -> None:
    stop = JobStopped()

    def report(done: int, total: int, step: str) -> None:
        raise stop

    with pytest.raises(JobStopped) as stopped:
        tune(monkeypatch, None, report)
    assert stopped.value is stop


@pytest.mark.parametrize("scene", ["Zorblax's hat", "Zorblax’s hat", "Zorblax hat"])
def test_name_of_the_cast_is_no_unknown_word(scene: str, settings: Any) -> None:
    settings.ONEACTOR_BACKEND = "picturebook"
    assert not any("orblax" in each for each in studio.notices(scene, ["Zorblax"]))
    assert any("orblax" in each for each in studio.notices(scene))


def test_revision_of_too_many_digits_is_refused() -> None:
    assert revisions.parse('"12"') == 12
    with pytest.raises(Refused):
        revisions.parse("1" * 19)
