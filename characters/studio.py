"""The one door to the drawing model. Words are checked anywhere; the verbs load the model, in a worker only."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

import oneactor
from characters.schemas import StudioOut, UnknownWordOut, WordsOut
from jobs import artifacts
from jobs.errors import JobFailed, JobStopped, Refused, Trouble
from oneactor import (
    Area,
    BackendInfo,
    CastWords,
    OneActorError,
    Painted,
    Placement,
    Progress,
    ProposeRequest,
    Redo,
    RenderRequest,
    TuneRequest,
    device_memory,
)

if TYPE_CHECKING:
    from PIL.Image import Image

#: The requests and such, for those who may not import oneactor themselves.
__all__ = ["Area", "Painted", "Placement", "ProposeRequest", "Redo", "RenderRequest", "TuneRequest", "device_memory"]

#: Called with done, total, step at every step of a run; raises `JobStopped` to end it.
Report = Callable[[int, int, str], None]
#: Called with the index and a function that writes the PNG, when a candidate is finished.
Finished = Callable[[int, Callable[[Path], None]], None]

_HINTS = {
    "out_of_memory": "Close other programs, then try again.",
    "model_missing": "Put the model where the message says or install the studio again, then start the studio again.",
    "card_mismatch": "Propose and learn the character again; `manage.py relearn` does it for a whole story.",
    "card_damaged": "Learn the character again.",
    "proposal_damaged": "Propose the character again.",
    "invalid_request": "Change the words and try again.",
}


@dataclass(frozen=True)
class Composed:
    """A prompt, sentences about what was put into it, and the cast's indices in the order of the prompt."""

    prompt: str
    notices: list[str]
    order: tuple[int, ...]


@dataclass(frozen=True)
class Drawn:
    """What a rendering found out.

    Attributes:
        notices: sentences for the writer.
        drawn_with: back-end, model fingerprint and every number of the drawing.
        write: writes the picture into a file, as PNG.
    """

    notices: list[str]
    drawn_with: dict[str, str | float | bool]
    write: Callable[[Path], None]


def _trouble(error: OneActorError) -> Trouble:
    return Trouble(error.code, str(error), hint=_HINTS.get(error.code, "Try again."))


def info() -> BackendInfo:
    """The chosen back-end.

    Raises:
        Refused: 503 where it is not installed as it should be.
    """
    try:
        return oneactor.describe_backend(settings.ONEACTOR_BACKEND)
    except OneActorError as error:
        raise Refused(503, _trouble(error)) from error


def describe() -> StudioOut:
    """What the drawing model can do, for the editor."""
    about = info()
    words = about.vocabulary
    return StudioOut(
        backend=about.name,
        label=about.label,
        picture_size=about.picture_size,
        tested_characters=about.tested_characters,
        characters=list(words.species) if words else [],
        places=list(words.places) if words else [],
        actions=list(words.actions) if words else [],
        any_word=words is None,
        accounts=settings.ACCOUNTS,
    )


def check_words(text: str, *, base_word: bool = False) -> WordsOut:
    """Unknown words of a text and, if wished, the word of it that stands for a character."""
    found = oneactor.check_words(text, info().vocabulary)
    unknown = [UnknownWordOut(word=each.word, near=list(each.near)) for each in found]
    base_words: list[str] = []
    if base_word:
        try:
            base_words = [oneactor.find_base_word(text, info().vocabulary)]
        except oneactor.InvalidRequest:
            base_words = []
    return WordsOut(unknown=unknown, base_words=base_words)


def notices(text: str, names: Sequence[str] = ()) -> list[str]:
    """One sentence for each unknown word that is not one of `names`."""
    return [_sentence(each) for each in check_words(oneactor.without_names(text, names)).unknown]


def names(text: str, name: str) -> bool:
    """Whether a text calls somebody by name, as a whole word."""
    return oneactor.without_names(text, [name]) != text


def _sentence(unknown: UnknownWordOut) -> str:
    if not unknown.near:
        return f"The drawing model does not know “{unknown.word}” and will pay no attention to it."
    near = ", ".join(unknown.near)
    return f"The drawing model does not know “{unknown.word}” and will pay no attention to it. It knows: {near}."


def find_base_word(description: str) -> str:
    """The noun in a description that stands for the character.

    Raises:
        Refused: 422 where there is none that can be drawn.
    """
    try:
        return oneactor.find_base_word(description, info().vocabulary)
    except oneactor.InvalidRequest as error:
        hint = "Say what the character is, for example “a white fox with a green scarf”."
        raise Refused(422, Trouble("no_character_word", str(error), hint=hint)) from error


def compose(scene: str, cast: Sequence[tuple[str, str, str]]) -> Composed:
    """Put the looks of a cast, given as (name, description, base word), into a scene."""
    made = oneactor.compose(scene, [CastWords(*member) for member in cast])
    return Composed(made.prompt, list(made.notices), tuple(made.order))


@cache
def _backend() -> oneactor.Backend:
    """Loaded once per worker process; this is where torch comes in."""
    return oneactor.load_backend(settings.ONEACTOR_BACKEND)


@contextmanager
def _running(report: Report) -> Iterator[oneactor.Report]:
    """Errors of the method as failures of the job; a stop goes through the method as its own `Cancelled`."""
    stopped: list[JobStopped] = []

    def pass_on(progress: Progress) -> None:
        try:
            report(progress.done, progress.total, progress.step)
        except JobStopped as stop:
            stopped.append(stop)
            raise oneactor.Cancelled(str(stop)) from stop

    try:
        yield pass_on
    except oneactor.Cancelled as end:
        raise (stopped[0] if stopped else JobStopped()) from end
    except OneActorError as error:
        raise JobFailed(_trouble(error), retryable=error.retryable) from error


def propose(request: ProposeRequest, report: Report, finished: Finished, target: Path) -> None:
    """Draw candidates, passing each to `finished` once finished; what tuning needs goes to the file `target`."""
    with _running(report) as pass_on:

        def on_progress(progress: Progress) -> None:
            if progress.picture is not None and progress.index is not None:
                finished(progress.index, _png_writer(progress.picture))
            pass_on(progress)

        _backend().propose(request, on_progress).save(target)


def _png_writer(picture: Image) -> Callable[[Path], None]:
    return lambda path: picture.save(path, format="PNG")


def tune(request: TuneRequest, report: Report, target: Path) -> int:
    """Learn a candidate; the card goes to the file `target`. Returns the number of steps of the kept weights."""
    with _running(report) as pass_on:
        actor = _backend().tune(request, pass_on)
        actor.save(target)
        return (actor.outfits[-1] if request.outfit else actor).header.steps


def render(requests: Sequence[RenderRequest], report: Report, finished: Callable[[int, Drawn], None]) -> None:
    """Draw pictures, together where that is quicker, passing each with its index to `finished` once finished."""
    backend = settings.ONEACTOR_BACKEND
    with _running(report) as pass_on:

        def on_progress(progress: Progress) -> None:
            if (made := progress.rendering) is not None and progress.index is not None:
                drawn_with = {"backend": backend, **made.drawn_with}
                finished(progress.index, Drawn(list(made.notices), drawn_with, _png_writer(made.picture)))
            pass_on(progress)

        _backend().render_many(requests, on_progress)


@dataclass(frozen=True)
class Enlarging:
    """How the model enlarges pictures: its name, how many times, and a mark that changes with its weights."""

    label: str
    factor: int
    mark: str


def enlarging() -> Enlarging | None:
    """What `enlarge` does; `None` where the model has nothing for it, or is not there at all."""
    try:
        about = info()
    except Refused:
        return None
    found = about.enlarging
    if found is None:
        return None
    return Enlarging(about.label, found.factor, found.mark)


def enlarge(picture: Image) -> Image:
    """A picture drawn larger by the model, in a worker."""
    with _running(lambda *_: None):
        return _backend().enlarge(picture)


def likeness(picture: Path, target: Path, base_word: str) -> float | None:
    """How much of the target's looks a picture shows, 0 to 1; `None` where the model cannot tell."""
    with _running(lambda *_: None):
        found = _backend().likeness(picture, target, base_word)
        return None if found is None else found.score


def of_older_model(model: str) -> bool:
    """Whether a card was learnt on other weights than those that draw now.

    Args:
        model: as the card's row says, "" where nobody knows.

    `False` where nobody can tell before the model is loaded.
    """
    try:
        now = info().model
    except Refused:
        return False
    return bool(model and now) and model != now


def card_model(card: str) -> str:
    """Fingerprint of the weights that a card was learnt on, given the name of its file, for its row; in a worker only.

    Returns:
        "" where the file is gone or damaged.

    Raises:
        JobFailed: the store of files does not answer.
    """
    try:
        return oneactor.card_model(artifacts.path(card))
    except (OSError, oneactor.CardDamaged):
        return ""


def rewrite_card(source: Path, target: Path) -> tuple[dict[str, str], str]:
    """Read a card that may come from anywhere and write it anew; in a worker only.

    Returns:
        The descriptions that it was learnt from, by the names of its outfits, "" for the character; its base word.

    Raises:
        ValueError: it holds something else than what learning makes, with a sentence about it.
    """
    try:
        return oneactor.rewrite_card(source, target)
    except oneactor.CardDamaged as error:
        raise ValueError(str(error)) from error
