from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from PIL import Image

from oneactor import base_set
from oneactor.adopting import adopt, read_picture
from oneactor.attention import attention_sizes
from oneactor.backend import Progress
from oneactor.base_set import encode_templates, filled, load_base_set, map_size, subject_mask
from oneactor.denoiser import Denoiser
from oneactor.errors import CardMismatch, InvalidRequest
from oneactor.presets import MaskSettings, Preset
from oneactor.proposing import Proposal
from oneactor.requests import ProposeRequest, TuneRequest
from oneactor.tuner import Tuner
from oneactor.tuning import tune


def silent(_: Progress) -> None:
    pass


def without_flip(preset: Preset, **options: float) -> Preset:
    return replace(preset, tuning=replace(preset.tuning, flip=False, **options))  # type: ignore[arg-type]


@pytest.mark.parametrize(("how", "most"), [("start", 3), ("chance", 6), ("picture", 6), ("style", 6), ("literal", 6)])
def test_a_start_needs_few_steps_where_it_knows_what_it_sees(
    denoiser: Denoiser, preset: Preset, request_: TuneRequest, tmp_path: Path, how: str, most: int
) -> None:
    """A picture from elsewhere and a style are none of what it has seen, and it knows of no mean."""
    preset = replace(preset, tuning=replace(preset.tuning, steps=6, warm_steps=3))
    proposal = Proposal.load(request_.proposal)
    if how == "style":
        replace(proposal, request=ProposeRequest("a style", "style", count=4, kind="style")).save(request_.proposal)
    Image.new("RGB", (32, 32), "orange").save(tmp_path / "mia.png")
    known = Tuner(denoiser, load_base_set(denoiser, proposal, 1, preset), preset.tuning, seed=9).projector.state_dict()
    request_ = replace(request_, max_steps=None, checkpoint=None)
    request_ = replace(request_, picture=tmp_path / "mia.png") if how == "picture" else request_
    request_ = replace(request_, compat="literal") if how == "literal" else request_
    seen: list[Progress] = []
    tune(denoiser, preset, request_, seen.append, None if how == "chance" else known)
    assert {progress.total for progress in seen} == {most}
    assert seen[-1].done == most


def test_no_text_is_encoded_while_learning(
    denoiser: Denoiser, preset: Preset, request_: TuneRequest, encoded: list[str]
) -> None:
    counts = []
    for steps in (1, 5):
        encoded.clear()
        tune(denoiser, preset, replace(request_, checkpoint=None, max_steps=steps, min_steps=steps), silent)
        counts.append(len(encoded))
    assert counts == [len(preset.tuning.templates) + 1] * 2, "each template and the target's own words, once"


def test_learning_lowers_the_validation_loss_and_touches_no_weight(
    denoiser: Denoiser, preset: Preset, proposal: Proposal
) -> None:
    preset = without_flip(preset, lr=3e-3, validation_rows=6)
    before = {name: value.clone() for name, value in denoiser.unet.state_dict().items()}
    tuner = Tuner(denoiser, load_base_set(denoiser, proposal, 0, preset), preset.tuning, seed=0)
    tuner.look()
    start = tuner.looks[0]
    for _ in range(25):
        tuner.learn()
    tuner.look()
    assert tuner.best is not None
    assert tuner.best.loss < start
    assert all(torch.equal(value, before[name]) for name, value in denoiser.unet.state_dict().items())


def test_the_mirrored_target_joins_the_targets(denoiser: Denoiser, preset: Preset, proposal: Proposal) -> None:
    base = load_base_set(denoiser, proposal, 2, preset)
    assert base.targets == (2, 4)
    assert base.auxiliaries == (0, 1, 3)
    assert len(base.latents) == len(base.features) == 5
    plain = load_base_set(denoiser, proposal, 2, without_flip(preset))
    assert plain.targets == (2,)
    assert len(plain.latents) == 4


def test_weighting_by_the_subjects_mask(
    denoiser: Denoiser, preset: Preset, proposal: Proposal, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = torch.zeros(1, 16, 16)
    left[:, :, :8] = 1
    monkeypatch.setattr(base_set, "subject_mask", lambda *_: left)
    weighted = replace(preset, tuning=replace(preset.tuning, outside=0.25))
    weight = load_base_set(denoiser, proposal, 2, weighted).weight
    assert weight.shape == (5, 1, 16, 16)
    assert float(weight[2].mean()) == pytest.approx(1)
    assert float(weight[2, 0, 0, 15] / weight[2, 0, 0, 0]) == pytest.approx(0.25)
    assert torch.equal(weight[4], weight[2].flip(-1)), "the mirror image shows the figure on the other side"
    assert bool((weight[[0, 1, 3]] == 1).all()), "of auxiliaries every position counts the same"
    assert torch.equal(load_base_set(denoiser, proposal, 2, without_flip(weighted)).weight, weight[:4])


def test_the_subjects_mask_is_read_from_attention(denoiser: Denoiser, proposal: Proposal) -> None:
    templates = encode_templates(denoiser, ["a fox"], ["fox"])
    mask = subject_mask(denoiser, proposal.latents[:1], templates, MaskSettings(divisor=1))
    assert mask.shape == (1, 16, 16)
    assert bool(((mask == 0) | (mask == 1)).all())
    assert float(mask.mean()) > 0


def test_several_tokens_get_an_offset_each(
    denoiser: Denoiser, preset: Preset, proposal: Proposal, tmp_path: Path
) -> None:
    replace(proposal, request=ProposeRequest("a bear", "bear", count=4)).save(tmp_path / "bear")
    actor = tune(denoiser, preset, TuneRequest(tmp_path / "bear", 0, max_steps=1, min_steps=1), silent)
    assert actor.ranks == 2


def test_a_picture_from_elsewhere_is_learnt_with_its_own_setting(
    denoiser: Denoiser, preset: Preset, request_: TuneRequest, proposal: Proposal, tmp_path: Path
) -> None:
    path = tmp_path / "mia.png"
    Image.effect_mandelbrot((48, 40), (-2, -1.5, 1, 1.5), 60).convert("RGB").save(path)
    adopted = adopt(denoiser, preset, proposal, read_picture(path), "in the forest")
    assert len(adopted.latents) == len(adopted.features) == 5
    assert torch.equal(adopted.latents[:4], proposal.latents)
    settings = replace(preset, tuning=replace(preset.tuning, templates=("{phrase}, {setting}", "{phrase}")))
    base = load_base_set(denoiser, adopted, 4, settings, "in the forest")
    assert base.targets == (4, 5)
    assert base.auxiliaries == (0, 1, 2, 3)
    drawn = base.some_templates([4, 0] * 20, torch.Generator().manual_seed(0))
    assert set(drawn[::2].tolist()) == {2, 3}
    assert set(drawn[1::2].tolist()) == {0, 1}
    card = tune(denoiser, settings, replace(request_, picture=path, setting="in the forest"), silent)
    assert card.header.target == 4
    without = tune(denoiser, settings, replace(request_, checkpoint=None), silent)
    assert not torch.equal(card.target, without.target)


def test_a_picture_stands_upright_and_on_white(tmp_path: Path) -> None:
    lying = Image.new("RGB", (40, 20), "orange")
    exif = lying.getexif()
    exif[0x0112] = 6  # the camera was turned
    lying.save(tmp_path / "photo.jpg", exif=exif)
    assert read_picture(tmp_path / "photo.jpg").size == (20, 40)
    for mode in ("RGBA", "LA"):
        Image.new(mode, (4, 4), 0).save(tmp_path / "cut-out.png")
        assert read_picture(tmp_path / "cut-out.png").getpixel((1, 1)) == (255, 255, 255)


@pytest.mark.parametrize("content", [None, b"", b"not a picture"])
def test_a_file_that_is_no_picture(
    denoiser: Denoiser, preset: Preset, request_: TuneRequest, tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "mia.png"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InvalidRequest, match=r"mia\.png cannot be read as a picture"):
        tune(denoiser, preset, replace(request_, picture=path), silent)


def test_an_empty_setting_leaves_no_comma_behind() -> None:
    assert filled(("{phrase}, {setting}", "a drawing of {phrase}"), "a fox", "") == ["a fox", "a drawing of a fox"]


def test_a_word_that_a_prompt_has_no_room_for(denoiser: Denoiser, preset: Preset, proposal: Proposal) -> None:
    long = replace(proposal, request=replace(proposal.request, description="a" + " low" * 16 + " fox"))
    with pytest.raises(InvalidRequest, match=r"is too long: “.*fox.*” is cut off, and “fox” with it"):
        load_base_set(denoiser, long, 0, preset)
    with pytest.raises(InvalidRequest, match="“bear” does not stand in"):
        encode_templates(denoiser, ["a" + " low" * 16 + " fox"], ["bear"])


def test_requests_that_cannot_be_learnt(
    denoiser: Denoiser, preset: Preset, request_: TuneRequest, proposal: Proposal
) -> None:
    for wrong in (replace(request_, target=4), replace(request_, target=-1), replace(request_, max_steps=0)):
        with pytest.raises(InvalidRequest):
            tune(denoiser, preset, wrong, silent)
    replace(proposal, model="another").save(request_.proposal)
    with pytest.raises(CardMismatch):
        tune(denoiser, preset, request_, silent)


def test_maps_are_read_near_a_fraction_of_the_latent(denoiser: Denoiser) -> None:
    assert attention_sizes(16, 16, 2) == {256: (16, 16), 64: (8, 8)}
    assert map_size(denoiser, MaskSettings(divisor=4)) == (8, 8)
    assert map_size(denoiser, MaskSettings(divisor=1)) == (16, 16)
    assert map_size(denoiser, MaskSettings(divisor=4, smallest_side=9)) == (16, 16)
