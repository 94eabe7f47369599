"""Tune: learn the projector of one character (paper, Sec. 3.2) and keep what drawing needs as an Actor."""

from __future__ import annotations

import hashlib
import sys
import time
from dataclasses import replace
from pathlib import Path

import torch

from oneactor import tensorfile
from oneactor.actor import Actor, CardHeader, Outfit, OutfitHeader
from oneactor.adopting import adopt, read_picture
from oneactor.backend import Progress, Report
from oneactor.base_set import load_base_set
from oneactor.card import LONGEST_NAME, is_outfit_name
from oneactor.denoiser import Denoiser
from oneactor.errors import CardMismatch, InvalidRequest
from oneactor.official import OfficialTuner, official_settings
from oneactor.presets import Preset, TuningSettings
from oneactor.proposing import Proposal, load_identity, plain_setting
from oneactor.requests import TuneRequest
from oneactor.tuner import Best, Start, Tuner

#: as many digits as a step's number may have in a card
_LONGEST_STEP = 10**9


def _key(request: TuneRequest, settings: TuningSettings, model: str, start: Start) -> str:
    """What tells a run apart; `start` is what its projector begins with, warm or by chance."""
    run = replace(request, proposal=Path(), checkpoint=None, picture=None, card=None)
    files = [path for path in (request.proposal, request.picture, request.card) if path is not None]
    sums = [hashlib.sha256(data).hexdigest() for data in (*map(Path.read_bytes, files), tensorfile.packed(start))]
    return hashlib.sha256(repr((run, settings, model, sums)).encode()).hexdigest()


def _run(tuner: Tuner, request: TuneRequest, most: int, report: Report, key: str) -> None:
    written = time.monotonic()
    doing = f"learning on from step {tuner.step}" if tuner.step else "learning"
    if not tuner.step:
        tuner.begin()
    while True:
        last = tuner.step >= most
        if last or tuner.step % tuner.settings.validate_every == 0:
            tuner.look()
            if last or (tuner.step >= request.min_steps and tuner.converged()):
                return _check_learnt(tuner)
        tuner.learn()
        if request.checkpoint and time.monotonic() - written >= tuner.settings.checkpoint_every:
            tuner.save(request.checkpoint, key)
            written = time.monotonic()
        report(Progress(tuner.step, most, doing))


def _check_learnt(tuner: Tuner) -> None:
    """See that there is something to keep.

    Raises:
        InvalidRequest: the network gave no finite number.
    """
    if tuner.best is None:
        raise InvalidRequest(
            "Learning this candidate gave no finite numbers; nothing was changed. Learn another one, or on a device or "
            "with weights that compute in another number format."
        )


def _identity(denoiser: Denoiser, request: TuneRequest, proposal: Proposal) -> Actor | None:
    """Whose outfit is learnt; none where a character is.

    Raises:
        InvalidRequest: half a request for an outfit, or candidates of somebody else.
    """
    if request.card is None and not request.outfit:
        if proposal.identity:
            raise InvalidRequest("These candidates are outfits of a tuned character; say whose, and name the outfit.")
        return None
    if request.card is None or not is_outfit_name(request.outfit.strip()):
        raise InvalidRequest(f"An outfit needs its character's card and a name of 1 to {LONGEST_NAME} letters.")
    if request.compat != "paper":
        raise InvalidRequest("The form of this request knows no outfits; learn this one in the paper's form.")
    actor = load_identity(denoiser, request.card, proposal.request.base_words)
    if actor.fingerprint != proposal.identity:
        raise InvalidRequest(f"These candidates do not show “{actor.header.description}”; draw them with its card.")
    return actor


def _started(
    denoiser: Denoiser, preset: Preset, request: TuneRequest, proposal: Proposal, start: Start | None
) -> tuple[Tuner, int]:
    """The run at its beginning, and the target's index in its base set."""
    official = request.compat == "official"
    settings = official_settings(preset.tuning, proposal.request.base_word) if official else preset.tuning
    settings = replace(settings, mean=1.0) if request.compat == "literal" else settings
    identity = _identity(denoiser, request, proposal)
    target, setting = (request.target if request.picture is None else len(proposal.latents)), None
    if identity is not None:
        _check_room(identity, proposal, replace(request, target=target))
    if request.picture is not None:
        setting = plain_setting(proposal.request, preset) if request.setting is None else request.setting
        proposal = adopt(denoiser, preset, proposal, read_picture(request.picture), setting, identity)
    base = load_base_set(denoiser, proposal, target, replace(preset, tuning=settings), setting, identity)
    if official:
        return OfficialTuner(denoiser, base, settings, request.seed), target
    return Tuner(denoiser, base, settings, request.seed, start), target


def _usable(start: Start | None, request: TuneRequest, proposal: Proposal) -> Start | None:
    """A start where it knows what to say: one figure by itself, in our own form; its offsets have no mean."""
    alone = proposal.request.kind == "figure" and not proposal.request.also and request.card is None
    return start if alone and request.compat == "paper" else None


def _most_steps(settings: TuningSettings, request: TuneRequest, start: Start | None) -> int:
    """Few only where the start has seen pictures like the target: of the model's own."""
    if request.max_steps is not None:
        return request.max_steps
    return settings.steps if start is None or request.picture is not None else settings.warm_steps


def _loaded(denoiser: Denoiser, request: TuneRequest) -> Proposal:
    if request.max_steps is not None and request.max_steps < 1:
        raise InvalidRequest("Learning needs at least one step.")
    proposal = Proposal.load(request.proposal)
    if proposal.model != denoiser.model:
        raise CardMismatch("The candidates were drawn by another model than the one that learns now; draw them again.")
    return proposal


def tune(denoiser: Denoiser, preset: Preset, request: TuneRequest, report: Report, start: Start | None = None) -> Actor:
    """Learn one candidate of a saved proposal: a character, or for one that is known already an outfit.

    Args:
        start: weights of a projector that has seen many characters of this model; `None` starts from chance. Outfits
            always do, as it knows what to add to a bare word, not to a character; so do styles and joint characters,
            for which it was never trained.

    Returns:
        The new actor, or the one of the request's card with the outfit added.

    Raises:
        InvalidRequest: no such candidate, fewer than two candidates, no steps, no such picture, or an outfit that
            cannot be, all of it before the first step; or the model's numbers were not finite.
        ProposalDamaged: the proposal cannot be read.
        CardDamaged: the card of the outfit's character cannot be read.
        CardMismatch: the candidates were drawn by another model.
        ModelMissing: `start` is another model's.
    """
    proposal = _loaded(denoiser, request)
    start = _usable(start, request, proposal)
    most = _most_steps(preset.tuning, request, start)
    report(Progress(0, most, "preparing"))
    tuner, target = _started(denoiser, preset, request, proposal, start)
    key = _key(replace(request, max_steps=most), tuner.settings, denoiser.model, tuner.projector.state_dict())
    if request.checkpoint:
        tuner.load(request.checkpoint, key)
    _run(tuner, request, most, report, key)
    made = _actor if tuner.base.identity is None else _dressed
    actor = made(tuner, preset, proposal, replace(request, target=target))
    report(Progress(most, most, "learnt"))
    return actor


def _actor(tuner: Tuner, preset: Preset, proposal: Proposal, request: TuneRequest) -> Actor:
    best = tuner.best
    assert best is not None
    header = CardHeader(
        model=proposal.model,
        backend=preset.name,
        description=proposal.request.description,
        base_word=proposal.request.base_word,
        seed=request.seed,
        target=request.target,
        steps=best.step,
        validation_loss=best.loss,
        gap=tuner.gap(),
        compat=request.compat,
        kind=proposal.request.kind,
        also=proposal.request.also,
    )
    return Actor(best.target.cpu(), best.average.cpu(), best.gate.cpu(), header)


def _outfit(proposal: Proposal, request: TuneRequest, best: Best, gap: float) -> Outfit:
    header = OutfitHeader(
        name=request.outfit.strip(),
        description=proposal.request.description,
        seed=request.seed,
        target=request.target,
        steps=best.step,
        validation_loss=best.loss,
        gap=gap,
    )
    return Outfit(best.target.cpu().half(), best.gate.cpu(), header)


def _check_room(identity: Actor, proposal: Proposal, request: TuneRequest) -> None:
    """See that the outfit will fit the card, with numbers that are as long in it as any can be.

    Raises:
        InvalidRequest: it will not.
    """
    nothing, longest = torch.zeros_like(identity.target), -sys.float_info.min
    most = Best(nothing, nothing, torch.zeros(()), longest, _LONGEST_STEP)
    identity.with_outfit(_outfit(proposal, request, most, longest))


def _dressed(tuner: Tuner, _: Preset, proposal: Proposal, request: TuneRequest) -> Actor:
    best, identity = tuner.best, tuner.base.identity
    assert best is not None
    assert identity is not None
    return identity.with_outfit(_outfit(proposal, request, best, tuner.gap()))
