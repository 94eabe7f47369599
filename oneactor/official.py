"""Tuning as the paper's released code does it (JoHnneyWang/OneActor at 2f6eabf), for figures side by side.

What differs from `oneactor.tuner`, by its files: f goes through a layer norm and never meets the prompt, so an offset
has a mean square of 1 per channel from the first step (projector.py); auxiliaries are drawn with replacement, their
mean is over the K drawn ones, and the averaged row shows the target with the target's own words and noise, while
batch normalisation sees anyone's h in its place (tune.py:238-267, 517, 547); pictures are mirrored at random, each
row by itself, and encoded again, while h stays (tune.py:215, 260); batch normalisation sees the rows of the step while
learning and all pictures at the end (projector.py:84); timesteps are independent; a fixed number of steps is taken and
the last one kept (config/inference.yaml: only_step 200; the luckiest one is its other choice); cards act in 20 of 30
steps and exclude nothing (inference.py:73-80). Its layer norm has a gain that hardly moves at a rate of 1e-4; here it
has none. h is ours, of one pass at t = 1 and not of the sampler's last step. Its JPEG files, its samples of the
autoencoder's posterior and its network of 66 million parameters are not repeated. Prompts show the bare base word, in
three families as large as the release's (tune.py:94-172), in words of our own.
"""

from __future__ import annotations

from dataclasses import replace
from math import isfinite

import torch

from oneactor.base_set import BaseSet
from oneactor.denoiser import Denoiser
from oneactor.presets import TuningSettings
from oneactor.tuner import Best, Rows, Start, Tuner, row_losses

_PEOPLE = (
    "person man woman boy girl child kid baby lady gentleman mother father daughter son sister brother lass lad "
    "schoolgirl schoolboy grandmother grandma granny nana gran grandfather grandpa granddad grandad gramps "
    "king queen prince princess knight witch wizard"
)
#: Prompts for people (25), for animals and things (27), and for styles (19); like the release's, none names a place.
PERSON = tuple(
    f"a {manner} {kind} of {{words}}"
    for kind in ("photo", "photograph", "portrait", "image", "snapshot")
    for manner in ("good", "clear", "dark", "cropped", "close-up")
)
THING = tuple(
    f"a {manner} {kind} of {{words}}"
    for kind in ("photo", "rendering", "rendition")
    for manner in ("good", "clear", "clean", "dirty", "dark", "bright", "cropped", "close-up", "strange")
)
STYLE = (
    "a picture in {words}",
    *(
        f"a {manner} {kind} in {{words}}"
        for kind in ("painting", "rendering")
        for manner in ("good", "nice", "clean", "dirty", "dark", "bright", "cropped", "close-up", "strange")
    ),
)


class OfficialTuner(Tuner):
    """A run with the release's choices; learning rate, K and the weights of the losses are those of the settings."""

    def __init__(
        self, denoiser: Denoiser, base: BaseSet, settings: TuningSettings, seed: int, start: Start | None = None
    ) -> None:
        super().__init__(denoiser, base, settings, seed, start)
        mirrored = [denoiser.mirrored(z_0[None]) for z_0 in base.latents]  # one by one: large pictures fill a memory
        self.either_way = replace(
            base,
            latents=torch.cat([base.latents, *mirrored]),
            weight=torch.cat([base.weight, base.weight.flip(-1)]),
            frames=torch.cat([base.frames, base.frames]),
        )

    def learn(self) -> None:
        """One step; its own loss is all that is ever known of its offsets."""
        rows, shown, drawn = self._rows_of_a_step()
        f_hat = self.projector(self.base.features[shown])
        offset = torch.cat([f_hat[:-1], f_hat[drawn].mean(0, keepdim=True)])
        loss = self.weighed(row_losses(self.denoiser, self.either_way, rows, offset))
        self.descend(loss)
        self.looks += filter(isfinite, [float(loss.detach())])

    def _rows_of_a_step(self) -> tuple[Rows, list[int], list[int]]:
        """Target, K auxiliaries, and the target once more for the average, each mirrored or not.

        Returns:
            The rows; whose h the projector sees, in the last of them anyone's, which batch normalisation alone
            notices; the rows of the auxiliaries.
        """
        count, target, size = self.settings.auxiliaries, self.base.targets[0], len(self.base.latents)
        samples = [target, *(self._pick(self.base.auxiliaries) for _ in range(count)), target]
        device, generator = self.base.latents.device, self.generator
        t = torch.randint(self.base.noising.timesteps, (len(samples),), generator=generator)
        eps = torch.randn((len(samples), *self.base.latents.shape[1:]), generator=generator)
        template = self.base.some_templates(samples, generator)
        side = torch.randint(2, (len(samples),), generator=generator)
        for own in (eps, template, side):
            own[-1] = own[0]
        pictures = torch.tensor(samples) + size * side
        rows = Rows(pictures.to(device), tuple(samples), template.to(device), t.to(device), eps.to(device))
        return rows, [*samples[:-1], self._pick(samples[:-1])], list(range(1, 1 + count))

    @torch.no_grad()
    def look(self) -> None:
        """Keep the offsets of now, and the loss of the last step: the release measures on nothing fixed."""
        if not self.looks:
            return
        f_hat, self.best = self.projector(self.base.features), None
        if not f_hat.isfinite().all():
            return  # no earlier step is the last one
        average = f_hat[list(self.base.auxiliaries)].mean(0)
        gate = torch.ones_like(self.projector.gate)
        self.best = Best(f_hat[self.base.targets[0]].clone(), average, gate, self.looks[-1], self.step)

    def converged(self) -> bool:
        """The release always takes all of its steps."""
        return False

    def gap(self) -> float:
        """Not known without a fixed validation set."""
        return 0.0


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
