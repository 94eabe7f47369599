"""What the renderer lends to training: looks by figure, and more weight where figures are."""

from __future__ import annotations

import math
from random import Random

import pytest
import torch

from oneactor.picturebook.probe import ProbeNet
from oneactor.picturebook.training.autoencoder import figure_weight, reconstruction_loss
from oneactor.picturebook.training.denoiser import denoising_loss
from oneactor.picturebook.training.lessons import Batch
from oneactor.picturebook.training.probing import mirror
from oneactor.picturebook.training.supervision import LookHead, look_table
from oneactor.picturebook.world.about import questions
from oneactor.picturebook.world.scene import sample_scene

ASKED = questions()
SPECIES, VALUES = ASKED.names, ASKED.figure


def test_the_look_table_says_what_the_scene_says() -> None:
    scenes = [sample_scene(Random(seed), 2) for seed in range(5)]
    table = look_table(scenes, ASKED)
    for row, scene in zip(table, scenes, strict=True):
        assert row.any(1).sum() <= 2
        for figure in scene.figures:
            values = zip(row[1 + SPECIES.index(figure.species)].tolist(), VALUES.items(), strict=True)
            assert {name: known[index] for index, (name, known) in values} == {n: getattr(figure, n) for n in VALUES}


def test_looks_are_asked_only_where_a_figure_is() -> None:
    scene = sample_scene(Random(1), 1)
    label = 1 + SPECIES.index(scene.figures[0].species)
    head = LookHead(4, ASKED)
    torch.nn.init.zeros_(head.weight)
    torch.nn.init.zeros_(head.bias)
    features, looks = torch.ones(1, 3, 4), look_table([scene], ASKED)
    guessing = sum(math.log(len(values)) for values in VALUES.values()) / len(VALUES)
    assert head.loss(features, torch.tensor([[0, label, 0]]), looks).item() == pytest.approx(guessing, rel=1e-5)
    assert head.loss(features, torch.zeros(1, 3, dtype=torch.long), looks).item() == 0


def test_an_error_on_a_figure_counts_three_times() -> None:
    labels = torch.zeros(1, 16, 16, dtype=torch.long)
    labels[:, :, :8] = 1
    weight = figure_weight(labels, 256)
    assert weight.mean().item() == pytest.approx(1)
    assert torch.allclose(weight[..., 0], 3 * weight[..., -1])
    still, left, right = torch.zeros(3, 1, 3, 256, 256)
    left[..., 20:30, 20:30], right[..., 20:30, 148:158] = 0.1, 0.1
    assert reconstruction_loss(left, still, weight) > reconstruction_loss(right, still, weight)
    one = torch.ones(1)
    batch = Batch(one, one, one, one, labels, one, one, torch.tensor([0.5]), one, torch.zeros(1, 24, 16, 16))
    on, beside = torch.zeros(2, 1, 24, 16, 16)
    on[..., 2, 2], beside[..., 2, 12] = 1, 1
    assert denoising_loss(on, batch)[0] / denoising_loss(beside, batch)[0] == pytest.approx(3)
    assert denoising_loss(on, batch)[1] == denoising_loss(beside, batch)[1]


def test_the_probe_sees_a_figure_wherever_it_stands() -> None:
    torch.manual_seed(0)
    net = ProbeNet(ASKED).eval()
    picture = torch.zeros(1, 3, 256, 256)
    picture[..., 80:144, 64:112] = torch.rand(3, 64, 48)
    moved = picture.roll(64, -1)
    assert torch.allclose(net(picture).presence, net(moved).presence, atol=1e-4)


def test_mirrored_pictures_take_their_label_maps_along() -> None:
    columns = torch.arange(4.0).repeat(64, 1, 4, 1)
    x, labels = mirror(columns, columns[:, 0].long(), torch.Generator().manual_seed(0))
    assert torch.equal(x[:, 0].long(), labels)
    turned = (x[:, 0, 0, 0] == 3).sum().item()
    assert 16 < turned < 48
    assert torch.equal(x.flip(3)[:, 0, 0, 0] == 3, x[:, 0, 0, 0] == 0)
