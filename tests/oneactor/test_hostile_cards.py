"""Whatever comes as a card is a card or is refused; nothing else happens."""

from __future__ import annotations

import contextlib
import os
import socket
import sys
from pathlib import Path

import pytest
import torch

from oneactor import card_model
from oneactor.actor import Actor
from oneactor.errors import CardDamaged
from tests.oneactor.hostile_cards import flips, wrong
from tests.oneactor.test_actor import ACTOR


def _read(path: Path, data: bytes) -> Actor | None:
    path.write_bytes(data)
    try:
        return Actor.load(path)
    except CardDamaged:
        return None


def test_a_thousand_hostile_cards(tmp_path: Path) -> None:
    card = ACTOR.packed()
    broken = wrong(card)
    chance = list(flips(card, 1000 - len(broken)))
    assert len(broken) + len(chance) == 1000
    path = tmp_path / "hostile.card"
    taken = [name for name, data in broken if _read(path, data) is not None]
    assert taken == []
    # A flipped bit of a number is another number: such a file is told by its sum, and is harmless by its values.
    others = [read for _, data in chance if (read := _read(path, data)) is not None]
    assert len(others) < 100
    for read in others:
        assert read.target.shape == ACTOR.target.shape
        assert all(bool(torch.isfinite(each).all()) for each in (read.target, read.average, read.gate))
    assert [each.name for each in tmp_path.iterdir()] == ["hostile.card"]


def test_reading_them_opens_their_own_file_and_nothing_else(tmp_path: Path) -> None:
    opened: list[str] = []
    listening = True

    def audit(event: str, arguments: tuple[object, ...]) -> None:
        if listening and event.partition(".")[0] in ("open", "import", "exec", "compile", "socket", "subprocess", "os"):
            opened.append(f"{event} {arguments[0]}")

    path = tmp_path / "hostile.card"
    _read(path, ACTOR.packed())
    sys.addaudithook(audit)
    try:
        for _, data in wrong(ACTOR.packed())[::5]:
            _read(path, data)
    finally:
        listening = False
    assert set(opened) <= {f"open {path}"}


def test_the_model_of_a_card_is_read_from_its_header_or_refused(tmp_path: Path) -> None:
    path = tmp_path / "hostile.card"
    path.write_bytes(ACTOR.packed())
    assert card_model(path) == ACTOR.header.model
    for name, data in [*wrong(ACTOR.packed()), ("a deep header", (50_000).to_bytes(8, "little") + b"[" * 50_000)]:
        path.write_bytes(data)
        with contextlib.suppress(CardDamaged):
            assert isinstance(card_model(path), str), name


def test_the_ear_hears() -> None:
    """The test above would see a connection and a foreign file."""
    heard: list[str] = []
    listening = True
    sys.addaudithook(lambda event, _: heard.append(event) if listening else None)
    with socket.socket() as out, Path(os.devnull).open(), pytest.raises(ConnectionRefusedError):
        out.connect(("127.0.0.1", 9))
    listening = False
    assert {"open", "socket.connect"} <= set(heard)
