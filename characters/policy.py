"""Whether words may be drawn and pictures shown: two questions to functions of whoever runs the studio.

`settings.PROMPT_POLICY` and `settings.PICTURE_CHECK` name them by dotted path; an empty name asks nobody, as for the
one local writer. A function gets the words, or the bytes of a PNG, and returns why they are refused, or `None`. One
that is not there, breaks, answers something else or does not answer in time refuses everything: what nobody looked at
is neither drawn nor shown.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from jobs import artifacts
from jobs.errors import JobFailed, Refused, Trouble

log = logging.getLogger(__name__)

SOON = 30
REFUSED = "picture_refused"
#: Answers that are waited for at the same time, those that will never come included.
_PLACES = threading.BoundedSemaphore(8)
_APPEAL = "Change it, or ask whoever runs this studio if you think that it should be allowed."


def check_words(*texts: str) -> None:
    """Raises `Refused` where a text of a prompt may not be drawn, or where nobody can say."""
    if (reason := _asked(settings.PROMPT_POLICY, "\n".join(text for text in texts if text), "words")) is not None:
        message = f"These words may not be drawn here: {reason}"
        raise Refused(422, Trouble("words_refused", message, safe="Your words are kept as they are.", hint=_APPEAL))


def check_ordered(*texts: str) -> None:
    """The same in a job: what was asked for earlier, or is tried again, may be refused by now. Raises `JobFailed`."""
    try:
        check_words(*texts)
    except Refused as refusal:
        raise JobFailed(refusal.trouble) from refusal


def check_picture(png: bytes) -> None:
    """Raises `Refused` where a picture may not be shown, or where nobody can say."""
    if (reason := _asked(settings.PICTURE_CHECK, png, "picture")) is not None:
        message = f"This picture may not be shown here: {reason}"
        raise Refused(422, Trouble(REFUSED, message, safe="It was not kept.", hint=_APPEAL))


def check_drawn(path: Path) -> None:
    """The same for a picture that a job has drawn; raises `JobFailed`, with the code `REFUSED` for a refusal."""
    if settings.PICTURE_CHECK:
        try:
            check_picture(path.read_bytes())
        except Refused as refusal:
            raise JobFailed(refusal.trouble) from refusal


def keep_shown(write: Callable[[Path], None]) -> str | None:
    """Keep one of several drawn pictures if it may be shown: its name, else `None`; the others stand for themselves."""

    def checked(path: Path) -> None:
        write(path)
        check_drawn(path)

    try:
        return artifacts.store(checked, ".png")
    except JobFailed as failure:
        if failure.trouble.code != REFUSED:
            raise
        return None


def undecided(thing: str | bytes) -> None:
    """What is asked on a network where nobody has said anything yet: refuses by failing, with the reason in the log."""
    raise ImproperlyConfigured("Set STORY_PROMPT_POLICY and STORY_PICTURE_CHECK here, to a function each or to off.")


def _asked(name: str, thing: str | bytes, what: str) -> str | None:
    """Why the named function refuses a thing; `None` where it does not, or where there is none."""
    if not name:
        return None
    try:
        reason = _in_time(name, thing)
    except Exception as error:
        log.exception("the check of %s by %s failed: refused", what, name)
        raise Refused(503, _away(what), retry_after=SOON) from error
    if reason is not None:
        log.warning("%s refused by %s: %s", what, name, reason)
    return reason


def _away(what: str) -> Trouble:
    return Trouble(
        "check_away",
        f"The check of {'the words' if what == 'words' else 'pictures'} does not answer, so this was not done.",
        hint="Try again later; whoever runs this studio finds the reason in its log.",
    )


def _in_time(name: str, thing: str | bytes) -> str | None:
    places = _PLACES
    if not places.acquire(blocking=False):
        raise TimeoutError("too many earlier questions are without an answer")
    answers: SimpleQueue[Any] = SimpleQueue()
    threading.Thread(target=_ask, args=(name, thing, answers, places), name="policy", daemon=True).start()
    try:
        answer = answers.get(timeout=settings.CHECK_SECONDS)
    except Empty:
        raise TimeoutError(f"no answer within {settings.CHECK_SECONDS} s") from None
    if isinstance(answer, BaseException):
        raise RuntimeError(f"{name} failed") from answer
    if answer is not None and not isinstance(answer, str):
        raise TypeError(f"the answer is a {type(answer).__name__}, not a reason or None")
    return answer


def _ask(name: str, thing: str | bytes, answers: SimpleQueue[Any], places: threading.Semaphore) -> None:
    try:
        ask: Callable[[str | bytes], object] = import_string(name)
        answers.put(ask(thing))
    except BaseException as error:  # whatever a strange function raises is an answer: no
        answers.put(error)
    finally:
        places.release()
