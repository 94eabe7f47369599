"""The cast of one picture: whose words stand where in the prompt, and how each tuned character shifts them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from oneactor.actor import Actor
from oneactor.denoiser import Condition, Denoiser
from oneactor.errors import InvalidRequest
from oneactor.guidance import Form, Row, base_embedding, placing, shifted
from oneactor.requests import Area, Placement, RenderRequest
from oneactor.words import Mention, cut_words, match_cast


@dataclass(frozen=True)
class Member:
    """One character in one prompt.

    Attributes:
        mentions: token positions of its base word.
        actor: `None` draws the words alone.
    """

    mentions: tuple[Mention, ...]
    actor: Actor | None
    area: Area | None

    @property
    def tokens(self) -> tuple[int, ...]:
        """All token positions of the base word."""
        return tuple(token for mention in self.mentions for token in mention)


@dataclass(frozen=True)
class Shifts:
    """A prompt's word states and their shifted versions, (1, S, D) each."""

    plain: Tensor
    target: Tensor
    average: Tensor


@dataclass(frozen=True)
class Cast:
    """Everything that the words decide about a picture.

    Attributes:
        prompt: with the base words put in that were missing.
        words: encoded prompt, one row.
        empty: encoded empty condition, one row.
        notices: sentences for the writer.
    """

    prompt: str
    members: tuple[Member, ...]
    words: Condition
    empty: Condition
    notices: tuple[str, ...] = ()

    @property
    def tuned(self) -> bool:
        return any(member.actor is not None for member in self.members)

    def condition(self, form: Form, states: Mapping[Row, Tensor]) -> Condition:
        """The batch of a form: its rows' word states, with whatever else belongs to their prompts."""
        rows = form.rows
        prompts = Condition.stack([self.empty if row == "empty" else self.words for row in rows])
        return prompts.with_states(torch.cat([states[row] for row in rows]))

    def shifts(self, v: float) -> Shifts:
        """Eq. 15 for every tuned member at once; tokens of different members never overlap."""
        plain = self.words.states
        target, average = plain, plain
        for member in self.members:
            if member.actor is None:
                continue
            place = placing(member.mentions, plain.shape[1], member.actor.ranks).to(plain.device)
            c_tar, c_aver = member.actor.offsets(base_embedding(plain[0], place))
            target = shifted(target, place, c_tar, v)
            average = shifted(average, place, c_aver, 1.0 if member.actor.header.compat == "official" else v)
        return Shifts(plain, target, average)


def _with_all_words(
    denoiser: Denoiser, prompt: str, cast: Sequence[Placement]
) -> tuple[str, list[list[Mention]], tuple[str, ...]]:
    """Put base words at the front that the prompt lacks; each character needs a token to look for."""
    words = [placement.base_word for placement in cast]
    if any(not word.strip() for word in words):
        raise InvalidRequest("Every character of a picture needs a base word.")
    found = match_cast(prompt, words, denoiser.token_offsets(prompt))
    missing = [word for word, mentions in zip(words, found, strict=True) if not mentions]
    if not missing:
        return prompt, found, ()
    prompt = ", ".join(part for part in (" and ".join(f"the {word}" for word in missing), prompt) if part)
    found = match_cast(prompt, words, denoiser.token_offsets(prompt))
    if not all(found):
        raise InvalidRequest("The prompt has no room for all characters; make it shorter.")
    notices = tuple(f"“{word}” was not in the picture's words and was put at their front." for word in missing)
    return prompt, found, notices


def _actor(denoiser: Denoiser, placement: Placement, width: int) -> Actor | None:
    if placement.card is None:
        return None
    actor = Actor.load(placement.card)
    actor.check(denoiser.model, width)
    return actor


def assemble(denoiser: Denoiser, request: RenderRequest) -> Cast:
    """Encode the prompt and find every character in it.

    Raises:
        InvalidRequest: a base word is empty or does not fit into the prompt, or an area is empty.
        CardDamaged, CardMismatch: a card cannot be used.
    """
    for placement in request.cast:
        _check_area(placement.area)
    prompt, found, notices = _with_all_words(denoiser, request.prompt.strip(), request.cast)
    words = denoiser.encode(prompt)
    width = words.states.shape[-1]
    members = tuple(
        Member(tuple(mentions), _actor(denoiser, placement, width), placement.area)
        for placement, mentions in zip(request.cast, found, strict=True)
    )
    empty = denoiser.encode_empty(request.sampling.negative)
    return Cast(prompt, members, words, empty, notices + _cut(denoiser, prompt))


def _cut(denoiser: Denoiser, prompt: str) -> tuple[str, ...]:
    cut = cut_words(prompt, denoiser.token_offsets(prompt))
    notice = f"The words “{cut}” did not fit and were not drawn; make the scene or the looks shorter."
    return (notice,) if cut else ()


def _check_area(area: Area | None) -> None:
    if area is not None and not (0 <= area.left < area.right <= 1 and 0 <= area.top < area.bottom <= 1):
        raise InvalidRequest("A character's area must lie inside the picture and must not be empty.")


def swapped_states(cast: Cast, shifts: Shifts, tokens: Tensor, keys: int) -> dict[Row, Tensor]:
    """Word states with the shifted words as extra keys: (1, keys, D) for every row."""

    def row(states: Tensor, extra: Tensor | None) -> Tensor:
        room = keys - states.shape[1] - (0 if extra is None else extra.shape[1])
        parts = [states, *([] if extra is None else [extra]), states.new_zeros(1, room, states.shape[2])]
        return torch.cat(parts, dim=1)

    return {
        "empty": row(cast.empty.states, None),
        "target": row(shifts.plain, shifts.target[:, tokens]),
        "average": row(shifts.plain, shifts.average[:, tokens]),
    }
