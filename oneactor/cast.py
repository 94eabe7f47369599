"""The cast of one picture: whose words stand where in the prompt, and how each tuned character shifts them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from oneactor.actor import Actor
from oneactor.condition import Condition
from oneactor.denoiser import Denoiser
from oneactor.errors import InvalidRequest
from oneactor.guidance import Form, Row, base_embedding, placing, shifted
from oneactor.inflection import spans
from oneactor.masks import check_area
from oneactor.requests import Area, Painted, Placement, RenderRequest
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
    area: Area | Painted | None
    depth: int = 0

    @property
    def whole(self) -> bool:
        """Whether it is a style: everywhere in the picture, with no mask of its own."""
        return self.actor is not None and self.actor.header.kind == "style"

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

    @property
    def released(self) -> bool:
        """Whether everybody who is learnt was learnt as the paper's released code does it."""
        return released(member.actor for member in self.members)

    @property
    def figures(self) -> tuple[int, ...]:
        """The members that have a place in the picture, all but the styles."""
        return tuple(index for index, member in enumerate(self.members) if not member.whole)

    @property
    def apart(self) -> bool:
        """Whether offsets have to be kept apart: a learnt figure with others not learnt jointly, or an area."""
        figures = [self.members[index] for index in self.figures]
        learnt = any(member.actor is not None for member in figures)
        bounded = any(member.area is not None for member in figures)
        return learnt and (bounded or (len(figures) > 1 and not _jointly([member.actor for member in figures])))

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
            c_tar, c_aver = member.actor.interpolated(base_embedding(plain[0], place), v)
            target, average = shifted(target, place, c_tar), shifted(average, place, c_aver)
        return Shifts(plain, target, average)


def released(actors: Iterable[Actor | None]) -> bool:
    """Whether all actors that there are hold offsets of the paper's released code, and there is one."""
    forms = {actor.header.compat for actor in actors if actor is not None}
    return forms == {"official"}


def _jointly(actors: Sequence[Actor | None]) -> bool:
    """Whether one joint card plays them all: what was not learnt together mixes where nothing keeps it apart."""
    headers = [actor.header for actor in actors if actor is not None]
    shared = bool(headers) and all(header == headers[0] for header in headers)
    return shared and len(headers) == len(actors) and bool(headers[0].also)


def _with_all_words(
    denoiser: Denoiser, prompt: str, cast: Sequence[Placement]
) -> tuple[str, list[list[Mention]], tuple[str, ...]]:
    """Put base words at the front that the prompt lacks; each character needs a token to look for."""
    words = [placement.base_word for placement in cast]
    if any(not word.strip() for word in words):
        raise InvalidRequest("Every character of a picture needs a base word.")
    offsets = denoiser.token_offsets(prompt)
    found = match_cast(prompt, words, offsets)
    missing = [word for word, mentions in zip(words, found, strict=True) if not mentions]
    if not missing:
        return prompt, found, ()
    there = {word.lower() for word, mentions in zip(words, found, strict=True) if mentions}
    # before the one that is there a further fox would become that one, and the other way round: only where it must be
    end = [word for word in missing if word.lower() in there]
    for behind in (end, []):
        front = [word for word in missing if word not in behind]
        whole = ", ".join(part for part in (_the(front), prompt, _the(behind)) if part)
        matched = match_cast(whole, words, denoiser.token_offsets(whole))
        if all(matched):
            return whole, matched, _put_in(front, behind, cut_words(prompt, offsets))
    raise InvalidRequest("The prompt has no room for all characters; make it shorter.")


def _the(words: Sequence[str]) -> str:
    return " and ".join(f"the {word}" for word in words)


def _put_in(front: Sequence[str], end: Sequence[str], cut: str) -> tuple[str, ...]:
    """A sentence for each word that was put at the front, or at the end, of a prompt whose words `cut` did not fit."""
    late = [word for word in front if spans(cut, word)]
    absent = [word for word in front if word not in late]
    return (
        *(f"“{word}” was not in the picture's words and was put at their front." for word in absent),
        *(f"“{word}” stood beyond the words that fit and was put at their front too." for word in late),
        *(f"“{word}” stood there for fewer characters than there are and was put at the words' end." for word in end),
    )


def _actors(denoiser: Denoiser, cast: Sequence[Placement], width: int) -> list[Actor | None]:
    """Who plays each placement; placements of one joint card take its words, equal ones in order."""
    actors: list[Actor | None] = []
    for index, placement in enumerate(cast):
        if placement.card is None:
            if placement.outfit:
                raise InvalidRequest(f"“{placement.description}” is not learnt yet and has no outfit to wear.")
            actors.append(None)
            continue
        actor = Actor.load(placement.card)
        actor.check(denoiser.model, width)
        word = placement.base_word.lower()
        twin = sum(other.card == placement.card and other.base_word.lower() == word for other in cast[:index])
        actors.append(actor.part(word, twin).wearing(placement.outfit))
    return actors


def assemble(denoiser: Denoiser, request: RenderRequest) -> Cast:
    """Encode the prompt and find every character in it.

    Raises:
        InvalidRequest: a base word is empty or does not fit into the prompt, an area is empty, or a card lacks the
            outfit or the word.
        CardDamaged, CardMismatch: a card cannot be used.
    """
    for placement in request.cast:
        check_area(placement.area)
    prompt, found, notices = _with_all_words(denoiser, request.prompt.strip(), request.cast)
    words = denoiser.encode(prompt)
    actors = _actors(denoiser, request.cast, words.states.shape[-1])
    members = tuple(
        Member(tuple(mentions), actor, placement.area, placement.depth)
        for placement, mentions, actor in zip(request.cast, found, actors, strict=True)
    )
    empty = denoiser.encode_empty(request.sampling.negative)
    return Cast(prompt, members, words, empty, notices + _parted(request.cast, actors) + _cut(denoiser, prompt))


def _parted(cast: Sequence[Placement], actors: Sequence[Actor | None]) -> tuple[str, ...]:
    """A sentence for each of those learnt jointly who are in the picture without the others."""
    here = {placement.card: 0 for placement in cast}
    for placement in cast:
        here[placement.card] += 1
    joint = {p.card: a.header for p, a in zip(cast, actors, strict=True) if a is not None and a.header.also}
    return tuple(
        f"“{header.description}” were learnt together and may look otherwise when somebody is missing."
        for card, header in joint.items()
        if here[card] < len(header.base_words)
    )


def _cut(denoiser: Denoiser, prompt: str) -> tuple[str, ...]:
    cut = cut_words(prompt, denoiser.token_offsets(prompt))
    notice = f"The words “{cut}” did not fit and were not drawn; make the scene or the looks shorter."
    return (notice,) if cut else ()


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
