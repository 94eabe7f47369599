"""Tuning as the paper's released code does it (JoHnneyWang/OneActor at 2f6eabf), for figures side by side.

What differs from `oneactor.tuner`, by its files: f goes through a layer norm and never meets the prompt, so an offset
has a mean square of 1 per channel from the first step (projector.py); auxiliaries are drawn with replacement, their
mean is over the K drawn ones, and the averaged row shows the target with the target's own noise (tune.py:240-267,
517); rows are mirrored at random while h stays (tune.py:215, 260); batch normalisation sees the rows of the step while
learning and all pictures at the end (projector.py:84); timesteps are independent; a fixed number of steps is taken and
the step with the lowest loss of its own rows kept (tune.py:632). Its layer norm has a gain that hardly moves at a rate
of 1e-4; here it has none. Its JPEG files and its network of 66 million parameters are not repeated. Prompts
show the bare base word, in three families as large as the release's (tune.py:94-172), in words of our own.
"""

from __future__ import annotations

from dataclasses import replace

import torch

from oneactor.base_set import BaseSet
from oneactor.presets import TuningSettings
from oneactor.tuner import Best, Rows, Tuner, row_losses

_PEOPLE = (
    "person man woman boy girl child kid baby lady gentleman mother father daughter son sister brother lass lad "
    "schoolgirl schoolboy grandmother grandma granny nana gran grandfather grandpa granddad grandad gramps "
    "king queen prince princess knight witch wizard"
)
_SCENERY = "house tree river hill street garden boat bridge chair table flower bird horse dog cat face town room road"
#: Prompts for people (25), for animals and things (27), and for styles (19).
PERSON = tuple(
    f"{view} of {{words}}{around}"
    for view in ("a photo", "a close-up photo", "a bright photo", "a dark photo", "a portrait")
    for around in ("", " indoors", " outdoors", " from the side", " looking up")
)
THING = tuple(
    f"{view} of {{words}}{place}{light}"
    for view in ("a photo", "a close-up photo", "a plain photo")
    for place in ("", " on the ground", " in the middle")
    for light in ("", " by day", " at night")
)
STYLE = tuple(f"a picture of a {thing} in {{words}}" for thing in _SCENERY.split())


class OfficialTuner(Tuner):
    """A run with the release's choices; learning rate, K and the weights of the losses are those of the settings."""

    def learn(self) -> None:
        """One step; its own loss is all that is ever known of its offsets."""
        rows, drawn = self._rows_of_a_step()
        f_hat = self.projector(self.base.features[rows.sample])
        average = f_hat[drawn].mean(0, keepdim=True)
        offset = torch.cat([f_hat[:-1], average])
        losses = row_losses(self.denoiser, _mirrored(self.base, rows, self.generator), rows, offset)
        loss = self.weighed(losses)
        self.descend(loss)
        self._keep(float(loss.detach()))

    def _rows_of_a_step(self) -> tuple[Rows, list[int]]:
        """Target, K auxiliaries, and the target once more for the average; the rows of the auxiliaries."""
        count, target = self.settings.auxiliaries, self.base.targets[0]
        samples = [target, *(self._pick(self.base.auxiliaries) for _ in range(count)), target]
        device, generator = self.base.latents.device, self.generator
        t = torch.randint(self.base.noising.timesteps, (len(samples),), generator=generator)
        eps = torch.randn((len(samples), *self.base.latents.shape[1:]), generator=generator)
        eps[-1] = eps[0]
        template = self.base.some_templates(samples, generator)
        rows = Rows(
            torch.tensor(samples, device=device), tuple(samples), template.to(device), t.to(device), eps.to(device)
        )
        return rows, list(range(1, 1 + count))

    @torch.no_grad()
    def _keep(self, loss: float) -> None:
        if self.best is not None and loss >= self.best.loss:
            return
        f_hat = self.projector(self.base.features)
        average = f_hat[list(self.base.auxiliaries)].mean(0)
        gate = torch.ones_like(self.projector.gate)
        self.best = Best(f_hat[self.base.targets[0]].clone(), average, gate, loss, self.step)

    def look(self) -> None:
        """The release never measures on anything fixed."""

    def converged(self) -> bool:
        """The release always takes all of its steps."""
        return False

    def gap(self) -> float:
        """Not known without a fixed validation set."""
        return 0.0


def _mirrored(base: BaseSet, rows: Rows, generator: torch.Generator) -> BaseSet:
    """The base set with the rows' latents mirrored at random; h stays as it was."""
    latents = base.latents.clone()
    for sample in sorted(set(rows.sample.tolist())):
        if torch.randint(2, (), generator=generator):
            latents[sample] = latents[sample].flip(-1)
    return replace(base, latents=latents)


def official_settings(settings: TuningSettings, base_word: str = "") -> TuningSettings:
    """The release's numbers: AdamW at 1e-4, no separate mirrored target, every position of a picture the same.

    Args:
        base_word: chooses between the prompts for people and for things.
    """
    return replace(
        settings,
        templates=PERSON if base_word.lower() in _PEOPLE.split() else THING,
        style_templates=STYLE,
        lr=1e-4,
        weight_decay=0.01,
        flip=False,
        crop=False,
        outside=1.0,
        outside_adopted=1.0,
    )
