"""How long learning takes until it is as good as the released code is at the end of its settings.

As good: by the held-out loss of the character's figure. Looking at it is not timed. Every round is another character.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from statistics import median

import torch
from torch import Tensor

from oneactor.base_set import BaseSet, load_base_set, subject_mask
from oneactor.denoiser import Denoiser
from oneactor.evaluation.held_out import (
    HELD_OUT,
    HeldOut,
    Shown,
    official_offsets,
    paper_offsets,
    rendered,
    target_itself,
)
from oneactor.evaluation.marks import Judge
from oneactor.evaluation.stage import first_showing, quiet
from oneactor.evaluation.subjects import Subject, first_seed, of_shipped_world, world_scenes, world_subjects
from oneactor.evaluation.timing import Spread, peak, ratios, seconds
from oneactor.masks import resized
from oneactor.official import OfficialTuner, official_settings
from oneactor.presets import Preset
from oneactor.proposing import propose
from oneactor.requests import ProposeRequest
from oneactor.tuner import Start, Tuner

#: candidates of each character, and the run whose they are: no study's
CANDIDATES, RUN = 11, 700
#: row of the release's held-out loss over that without an offset: near 1 or above, being as good is no merit
MERIT = "held-out loss over that without an offset"
#: the same loss with every position of the picture counting alike
WHOLE = "held-out loss of the whole picture"


def official_run(
    denoiser: Denoiser, base: BaseSet, held_out: HeldOut, preset: Preset, seed: int, steps: int
) -> tuple[float, float, float]:
    """Seconds of the release's run, the held-out loss of what it keeps, and that of the whole picture."""
    tuner = OfficialTuner(denoiser, base, official_settings(preset.tuning), seed)
    taken = sum(seconds(tuner.learn, denoiser.device) for _ in range(steps))
    tuner.look()
    return taken, held_out.tuned(tuner, official_offsets), held_out.whole().tuned(tuner, official_offsets)


@dataclass(frozen=True)
class Run:
    """One of ours.

    Attributes:
        reached: seconds and steps until it was as good; `None` if it never was.
        end, whole: held-out losses, of the figure and of the whole picture, of what it keeps after all of its steps.
    """

    reached: tuple[float, int] | None
    end: float
    whole: float


def run_until(tuner: Tuner, held_out: HeldOut, goal: float, most: int, every: int = 5) -> Run:
    """A run of `most` steps, looked at every few, and when its held-out loss was at most `goal` first.

    Our runs choose their step by a validation loss of their own; that takes time and is counted.
    """
    taken, device, reached = 0.0, tuner.denoiser.device, None
    for step in range(most + 1):
        taken += seconds(tuner.learn if step else tuner.begin, device)
        if step % every == 0 or step == most:
            taken += seconds(tuner.look, device)
            if reached is None and tuner.best is not None and held_out.tuned(tuner, paper_offsets) <= goal:
                reached = taken, step
    return Run(reached, held_out.tuned(tuner, paper_offsets), held_out.whole().tuned(tuner, paper_offsets))


def faster(runs: Sequence[Run], official: Sequence[float]) -> dict[str, object]:
    """How many times as fast as the release; a run that never got there counts as 0 times, and has no steps."""
    reached = [run.reached for run in runs]
    steps = [each[1] for each in reached if each is not None]
    times = [0.0 if each is None else base / each[0] for each, base in zip(reached, official, strict=True)]
    return {
        "reached": len(steps),
        "of": len(runs),
        "steps": median(steps) if steps else None,
        "times faster": asdict(Spread.of(times)),
        "held-out loss": asdict(Spread.of([run.end for run in runs])),
        WHOLE: asdict(Spread.of([run.whole for run in runs])),
    }


@dataclass(frozen=True)
class Round:
    """What one character gave.

    Attributes:
        untuned: held-out loss without an offset, of the figure and of the whole picture.
        seconds, goal, whole: of the release's run, and the held-out losses that it ended at.
        cold, warm: ours to that loss of the figure; `None` without a start.
        held: the most memory of a step, by whose, where it is counted.
    """

    untuned: tuple[float, float]
    seconds: float
    goal: float
    whole: float
    cold: Run
    warm: Run | None
    held: dict[str, dict[str, int]]


@dataclass(frozen=True)
class Race:
    """Whose learning is timed.

    Attributes:
        start: a projector that ours may start from; `None` measures it from chance alone.
        judge: chooses targets; `None` takes the first candidates.
        steps: of the release's runs, and the most of ours from chance; from the start as many as learning takes.
    """

    denoiser: Denoiser
    preset: Preset
    start: Start | None
    judge: Judge | None
    steps: int

    def subjects(self, count: int) -> list[Subject]:
        """A character for each round: of the model's world where it has one, else foxes of other candidates."""
        if self.judge is not None:
            return world_subjects(self.judge.probe.questions, count, RUN)
        return [Subject("a fox", "fox", first_seed(RUN, "test") + CANDIDATES * i) for i in range(count)]

    def base_sets(self, subject: Subject) -> tuple[BaseSet, BaseSet]:
        """What ours and the release learn one character from: the same candidates and the same target."""
        denoiser, preset = self.denoiser, self.preset
        request = ProposeRequest(subject.description, subject.base_word, subject.seed, CANDIDATES)
        proposal = propose(denoiser, preset, request, quiet)
        latents = proposal.latents.to(denoiser.device)
        target, _, _ = first_showing(denoiser, self.judge, latents, subject.base_word)
        released = replace(preset, tuning=official_settings(preset.tuning, subject.base_word))
        ours, theirs = (load_base_set(denoiser, proposal, target, each) for each in (preset, released))
        return ours, theirs

    def figure(self, base: BaseSet) -> Tensor:
        """Where the target shows a figure, (1, 1, h, w): by the probe where there is one, else by attention.

        Whose figure the probe takes it for does not matter: candidates show one.
        """
        denoiser, z_0 = self.denoiser, base.latents[base.targets[0]][None]
        if self.judge is None:
            return subject_mask(denoiser, z_0, base.templates, self.preset.drawing.masks, len(base.templates) - 1)[None]
        cells = torch.from_numpy(self.judge.look(denoiser.decode(z_0)[0]).labels > 0)
        cells |= ~cells.any()  # nobody was found in any candidate
        return resized(cells[None], *denoiser.latent_size)[None].to(denoiser.device)

    def shown(self, base: BaseSet, subject: Subject) -> Shown:
        """What runs are held to: the character in other scenes, where the model's world can be drawn."""
        if self.judge is None or not of_shipped_world(self.judge.probe.questions):
            return target_itself(base, subject, self.figure(base))
        target = self.denoiser.decode(base.latents[base.targets[0]][None])[0]
        looks = self.judge.looks(subject.base_word, target)
        return rendered(self.denoiser, subject, looks, world_scenes(self.judge.probe.questions, HELD_OUT, RUN))

    def ours(self, base: BaseSet, seed: int, start: Start | None = None) -> Tuner:
        """Our run at its beginning."""
        return Tuner(self.denoiser, base, self.preset.tuning, seed, start)

    def run(self, subject: Subject, seed: int) -> Round:
        """The release's run on one character, then ours to the same loss, then ours from the start."""
        base, released = self.base_sets(subject)
        held_out, steps = HeldOut.of(self.denoiser, base, subject, self.shown(base, subject)), self.steps
        untuned = held_out.untuned(self.denoiser), held_out.whole().untuned(self.denoiser)
        taken, goal, whole = official_run(self.denoiser, released, held_out, self.preset, seed, steps)
        cold = run_until(self.ours(base, seed), held_out, goal, steps)
        warm = None
        if self.start is not None:
            most = min(steps, self.preset.tuning.warm_steps)
            warm = run_until(self.ours(base, seed, self.start), held_out, goal, most, every=1)
        theirs = OfficialTuner(self.denoiser, released, official_settings(self.preset.tuning), 0)
        device = self.denoiser.device
        held = {"official": peak(theirs.learn, device), "ours": peak(self.ours(base, 0).learn, device)}
        return Round(untuned, taken, goal, whole, cold, warm, held)


def learning_rows(race: Race, rounds: int) -> dict[str, object]:
    """The release's runs and ours, another character each round."""
    done = [race.run(subject, seed) for seed, subject in enumerate(race.subjects(rounds))]
    official, held = [each.seconds for each in done], done[-1].held
    goals, untuned = [each.goal for each in done], [each.untuned[0] for each in done]
    rows: dict[str, object] = {
        "without an offset": {
            "held-out loss": asdict(Spread.of(untuned)),
            WHOLE: asdict(Spread.of([each.untuned[1] for each in done])),
        },
        "official": {
            "seconds": asdict(Spread.of(official)),
            "steps": race.steps,
            "held-out loss": asdict(Spread.of(goals)),
            MERIT: asdict(ratios(goals, untuned)),
            WHOLE: asdict(Spread.of([each.whole for each in done])),
            **held["official"],
        },
        "ours to equal held-out loss": faster([each.cold for each in done], official) | held["ours"],
    }
    warm = [each.warm for each in done if each.warm is not None]
    if warm:
        rows["from the warm start"] = faster(warm, official)
    return rows
