"""Tune: learn the projector of one character (paper, Sec. 3.2) and keep what drawing needs as an Actor."""

from __future__ import annotations

import hashlib
import time
from dataclasses import replace
from pathlib import Path

from oneactor.actor import Actor, CardHeader
from oneactor.adopting import adopt, read_picture
from oneactor.backend import Progress, Report
from oneactor.base_set import load_base_set
from oneactor.denoiser import Denoiser
from oneactor.errors import CardMismatch, InvalidRequest
from oneactor.official import OfficialTuner, official_settings
from oneactor.presets import Preset, TuningSettings
from oneactor.proposing import Proposal, plain_setting
from oneactor.requests import TuneRequest
from oneactor.tuner import Start, Tuner


def _key(request: TuneRequest, settings: TuningSettings, model: str) -> str:
    run = replace(request, proposal=Path(), checkpoint=None, picture=None)
    files = [path for path in (request.proposal, request.picture) if path is not None]
    sums = [hashlib.sha256(path.read_bytes()).hexdigest() for path in files]
    return hashlib.sha256(repr((run, settings, model, sums)).encode()).hexdigest()


def _run(tuner: Tuner, request: TuneRequest, report: Report, key: str) -> None:
    written = time.monotonic()
    doing = f"learning on from step {tuner.step}" if tuner.step else "learning"
    while True:
        last = tuner.step >= request.max_steps
        if last or tuner.step % tuner.settings.validate_every == 0:
            tuner.look()
            if last or (tuner.step >= request.min_steps and tuner.converged()):
                return
        tuner.learn()
        if request.checkpoint and time.monotonic() - written >= tuner.settings.checkpoint_every:
            tuner.save(request.checkpoint, key)
            written = time.monotonic()
        report(Progress(tuner.step, request.max_steps, doing))


def _prepared(
    denoiser: Denoiser, preset: Preset, request: TuneRequest, report: Report, start: Start | None
) -> tuple[Tuner, Proposal, int]:
    """The run at its beginning, its base set, and the target's index in it."""
    if request.max_steps < 1:
        raise InvalidRequest("Learning needs at least one step.")
    proposal = Proposal.load(request.proposal)
    if proposal.model != denoiser.model:
        raise CardMismatch("The candidates were drawn by another model than the one that learns now; draw them again.")
    report(Progress(0, request.max_steps, "preparing"))
    official = request.compat == "official"
    settings = official_settings(preset.tuning) if official else preset.tuning
    target, setting = request.target, None
    if request.picture is not None:
        setting = plain_setting(proposal.request, preset) if request.setting is None else request.setting
        target = len(proposal.latents)
        proposal = adopt(denoiser, preset, proposal, read_picture(request.picture), setting)
    base = load_base_set(denoiser, proposal, target, replace(preset, tuning=settings), setting)
    if official:
        return OfficialTuner(denoiser, base, settings, request.seed), proposal, target
    return Tuner(denoiser, base, settings, request.seed, start), proposal, target


def tune(denoiser: Denoiser, preset: Preset, request: TuneRequest, report: Report, start: Start | None = None) -> Actor:
    """Learn one candidate of a saved proposal.

    Args:
        start: weights of a projector that has seen many characters of this model; `None` starts from chance.

    Raises:
        InvalidRequest: no such candidate, fewer than two candidates, no steps, or no such picture.
        ProposalDamaged: the proposal cannot be read.
        CardMismatch: the candidates were drawn by another model.
    """
    tuner, proposal, target = _prepared(denoiser, preset, request, report, start)
    key = _key(request, tuner.settings, denoiser.model)
    if request.checkpoint:
        tuner.load(request.checkpoint, key)
    _run(tuner, request, report, key)
    actor = _actor(tuner, preset, proposal, replace(request, target=target))
    report(Progress(request.max_steps, request.max_steps, "learnt"))
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
    )
    return Actor(best.target.cpu(), best.average.cpu(), best.gate.cpu(), header)
