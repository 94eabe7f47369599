from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save_file

from oneactor import tensorfile
from oneactor.actor import CARD_LIMIT, Actor, CardHeader
from oneactor.errors import CardDamaged, CardMismatch, ProposalDamaged
from oneactor.projector import normalised
from oneactor.proposing import Proposal

HEADER = CardHeader("model", "tiny", "a white fox – „ü“", "fox", 1, 2, 140, 0.25, 0.01)
ACTOR = Actor(normalised(torch.arange(8.0).view(2, 4)), torch.ones(2, 4), torch.tensor(0.3), HEADER)


def write(path: Path, tensors: dict[str, Any] | None = None, header: dict[str, Any] | None = None) -> Path:
    good = {"target": ACTOR.target, "average": ACTOR.average, "gate": ACTOR.gate}
    good_header = {"format": "oneactor card 3", **asdict(HEADER), "outfits": []}
    tensorfile.write(path, good | (tensors or {}), good_header | (header or {}))
    return path


def test_round_trip_with_the_same_bytes(tmp_path: Path) -> None:
    ACTOR.save(tmp_path / "one")
    loaded = Actor.load(tmp_path / "one")
    loaded.save(tmp_path / "two")
    assert loaded.header == HEADER
    assert torch.equal(loaded.target, ACTOR.target)
    assert torch.equal(loaded.gate, ACTOR.gate)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one", "two"]


def test_the_largest_card_of_sdxl_is_small_enough(tmp_path: Path) -> None:
    replace(ACTOR, target=normalised(torch.arange(8192.0).view(4, 2048)), average=torch.zeros(4, 2048)).save(
        tmp_path / "card"
    )
    assert (tmp_path / "card").stat().st_size <= CARD_LIMIT
    assert Actor.load(tmp_path / "card").ranks == 4


@pytest.mark.parametrize(
    "tensors",
    [
        {"target": torch.full((2, 4), torch.nan)},
        {"gate": torch.tensor(torch.inf)},
        {"gate": torch.ones(1)},
        {"average": torch.ones(1, 4)},
        {"target": torch.ones(4), "average": torch.ones(4)},
        {"target": torch.ones(9, 4), "average": torch.ones(9, 4)},
        {"target": torch.ones(2, 0), "average": torch.ones(2, 0)},
        {"target": torch.ones(2, 4, dtype=torch.float16)},
        {"extra": torch.ones(1)},
        {"target": torch.zeros(200, 200)},
        {"target": torch.full((2, 4), 1e30)},
        {"target": torch.zeros(2, 4)},
        {"average": torch.full((2, 4), 1e30)},
        {"gate": torch.tensor(1e30)},
        {"gate": torch.tensor(-101.0)},
    ],
)
def test_wrong_tensors(tmp_path: Path, tensors: dict[str, Any]) -> None:
    with pytest.raises(CardDamaged, match=r"card\.bin"):
        Actor.load(write(tmp_path / "card.bin", tensors))


@pytest.mark.parametrize("missing", [("kind", "also"), ("kind", "also", "compat")])
def test_cards_of_older_formats_still_load(tmp_path: Path, missing: tuple[str, ...]) -> None:
    header: dict[str, object] = {"format": f"oneactor card {4 - len(missing)}", **asdict(HEADER)}
    for name in missing:
        del header[name]
    tensors = {"target": ACTOR.target, "average": ACTOR.average, "gate": ACTOR.gate}
    tensorfile.write(tmp_path / "old", tensors, header)
    assert Actor.load(tmp_path / "old").header == HEADER
    tensorfile.write(tmp_path / "mixed", tensors, header | {"kind": "style"})
    with pytest.raises(CardDamaged):
        Actor.load(tmp_path / "mixed")


def test_an_offset_to_the_letter_has_the_words_mean(tmp_path: Path) -> None:
    literal = replace(ACTOR, header=replace(HEADER, compat="literal"))
    literal.save(tmp_path / "literal")
    words = torch.randn(4, generator=torch.Generator().manual_seed(0)) + 3
    kept = Actor.load(tmp_path / "literal").offsets(words)
    for own, plain in zip(kept, ACTOR.offsets(words), strict=True):
        torch.testing.assert_close(own - plain, (ACTOR.gate * words.mean()).expand_as(own))
    assert not literal.header.wears


def test_an_offset_of_the_release_ignores_the_word() -> None:
    released = replace(ACTOR, header=replace(HEADER, compat="official"))
    words = torch.randn(2, 4, generator=torch.Generator().manual_seed(0))
    assert torch.equal(released.offsets(words[0])[0], released.offsets(words[1])[0])
    assert not torch.equal(ACTOR.offsets(words[0])[0], ACTOR.offsets(words[1])[0])


@pytest.mark.parametrize(
    "header",
    [
        {"format": "other"},
        {"compat": "other"},
        {"steps": "many"},
        {"steps": True},
        {"gap": 1},
        {"more": 1},
        {"model": None},
        {"kind": "ghost"},
        {"also": "bear"},
        {"also": [""]},
        {"also": ["bear", "dragon"]},
        {"also": ["bear"], "kind": "style"},
        {"outfits": {}},
        {"outfits": [{"name": "coat"}]},
    ],
)
def test_wrong_headers(tmp_path: Path, header: dict[str, Any]) -> None:
    with pytest.raises(CardDamaged):
        Actor.load(write(tmp_path / "card", header=header))


def test_header_with_a_value_that_is_not_finite(tmp_path: Path) -> None:
    header = {"format": "oneactor card 3", **asdict(HEADER), "outfits": [], "gap": float("nan")}
    tensors = {"target": ACTOR.target, "average": ACTOR.average, "gate": ACTOR.gate}
    save_file(tensors, tmp_path / "card", {"oneactor": json.dumps(header)})
    with pytest.raises(CardDamaged, match="wrong value for gap"):
        Actor.load(tmp_path / "card")


@pytest.mark.parametrize("text", ["[]", "{", '"x"'])
def test_headers_that_are_no_object(tmp_path: Path, text: str) -> None:
    save_file({"target": ACTOR.target}, tmp_path / "card", {"oneactor": text})
    with pytest.raises(CardDamaged):
        Actor.load(tmp_path / "card")


@pytest.mark.parametrize("cut", [0, 4, 20, 200, -1])
def test_cut_short(tmp_path: Path, cut: int) -> None:
    data = write(tmp_path / "card").read_bytes()
    (tmp_path / "card").write_bytes(data[:cut])
    with pytest.raises(CardDamaged):
        Actor.load(tmp_path / "card")


def test_missing_oversized_and_foreign_files(tmp_path: Path) -> None:
    (tmp_path / "large").write_bytes(b"\0" * (CARD_LIMIT + 1))
    (tmp_path / "foreign").write_bytes(b"PK\x03\x04" + b"\0" * 100)
    for name in ("nothing", "large", "foreign"):
        with pytest.raises(CardDamaged):
            Actor.load(tmp_path / name)


def test_a_number_that_is_too_long_to_be_read_is_damage(tmp_path: Path) -> None:
    """Python reads no integer of more than 4,300 digits and says so with a plain ValueError."""
    (tmp_path / "file").write_bytes(
        tensorfile.packed({"target": torch.zeros(1)}, {"oneactor": f'{{"step": {"9" * 5000}}}'})
    )
    with pytest.raises(CardDamaged, match="damaged"):
        Actor.load(tmp_path / "file")
    with pytest.raises(ProposalDamaged, match="draw them again"):
        Proposal.load(tmp_path / "file")


def test_a_card_of_another_model() -> None:
    ACTOR.check("model", 4)
    with pytest.raises(CardMismatch):
        ACTOR.check("another", 4)
    with pytest.raises(CardMismatch):
        ACTOR.check("model", 8)


def test_offsets_follow_the_word(make_actor: Callable[..., Actor]) -> None:
    actor = make_actor(ranks=2)
    c_b = torch.randn(actor.target.shape[1], generator=torch.Generator().manual_seed(0))
    target, average = actor.offsets(c_b)
    assert target.shape == average.shape == actor.target.shape
    torch.testing.assert_close(actor.offsets(2 * c_b)[0], 2 * target)


def test_v_moves_what_is_added_and_the_release_excludes_nothing(make_actor: Callable[..., Actor]) -> None:
    actor = make_actor()
    released = replace(actor, header=replace(actor.header, compat="official"))
    c_b = torch.randn(actor.target.shape[1], generator=torch.Generator().manual_seed(0))
    for half, whole in zip(actor.interpolated(c_b, 0.5), actor.offsets(c_b), strict=True):
        torch.testing.assert_close(half, 0.5 * whole)
    own, others = released.interpolated(c_b, 0.5)
    torch.testing.assert_close(own, 0.5 * released.offsets(c_b)[0])
    assert torch.equal(own, others)
    assert not torch.equal(*released.offsets(c_b))
