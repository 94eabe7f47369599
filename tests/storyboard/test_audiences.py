"""Sockets that watch the same topic share one ear at the channel layer."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from channels.layers import InMemoryChannelLayer, channel_layers
from redis.exceptions import ConnectionError as LineCut

from jobs import live
from storyboard import audiences

pytestmark = pytest.mark.asyncio
GROUP = live.group("story:1")


class Layer(InMemoryChannelLayer):  # type: ignore[misc]
    """A real one that is away a few times."""

    def __init__(self) -> None:
        super().__init__()
        self.no_join = self.no_receive = 0

    async def group_add(self, *given: Any) -> None:
        """Join, or not."""
        if self.no_join:
            self.no_join -= 1
            raise LineCut("Connection refused.")
        await super().group_add(*given)

    async def receive(self, channel: str) -> Any:
        """The next message, or none."""
        if self.no_receive:
            self.no_receive -= 1
            raise LineCut("Connection closed by server.")
        return await super().receive(channel)


class Ear:
    """Notes what it is told."""

    def __init__(self) -> None:
        self.told: asyncio.Queue[object] = asyncio.Queue()

    def grew(self) -> None:
        self.told.put_nowait("grew")

    def progress(self, job: str, line: str) -> None:
        self.told.put_nowait((job, line))

    async def next(self) -> object:
        """What is told next."""
        return await asyncio.wait_for(self.told.get(), 20)


@pytest.fixture
def layer(monkeypatch: pytest.MonkeyPatch) -> Layer:
    layer = Layer()
    monkeypatch.setattr(audiences, "PAUSE", 0.01)
    monkeypatch.setitem(channel_layers.backends, "default", layer)
    return layer


async def tell(layer: Layer, message: dict[str, object]) -> None:
    await layer.group_send(GROUP, message)


async def test_many_are_told_through_one_ear_which_closes_behind_the_last(layer: Layer) -> None:
    ears = [Ear() for _ in range(20)]
    for each in ears:
        await audiences.join("story:1", each)
    assert len(layer.groups[GROUP]) == 1
    await tell(layer, {"type": "topic.progress", "body": {"type": "progress", "job": "7", "done": 1}})
    await tell(layer, {"type": "topic.grew"})
    for each in ears:
        assert await each.next() == ("7", '{"type": "progress", "job": "7", "done": 1}')
        assert await each.next() == "grew"
    for each in ears:
        assert GROUP in layer.groups
        await audiences.leave("story:1", each)
    assert layer.groups == {}
    assert not audiences._audiences[asyncio.get_running_loop()]


async def test_a_layer_that_failed_is_listened_to_again_and_rows_are_looked_at(layer: Layer) -> None:
    layer.no_receive, ear = 1, Ear()
    await audiences.join("story:1", ear)
    assert await ear.next() == "grew"
    await tell(layer, {"type": "topic.progress", "body": {"job": "7"}})
    assert await ear.next() == ("7", '{"job": "7"}')
    await audiences.leave("story:1", ear)


async def test_the_layer_is_told_again_and_again_that_somebody_listens(
    layer: Layer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audiences, "AGAIN", 0.01)
    ear = Ear()
    await audiences.join("story:1", ear)
    layer.groups.clear()  # as after a day
    while await ear.next() != "grew" or GROUP not in layer.groups:
        pass
    await audiences.leave("story:1", ear)


async def test_whoever_comes_while_the_layer_is_away_is_refused_and_may_come_again(layer: Layer) -> None:
    layer.no_join = live.LINES + 1
    ears = [Ear(), Ear()]
    found = await asyncio.gather(*(audiences.join("story:1", each) for each in ears), return_exceptions=True)
    assert [type(each) for each in found] == [LineCut, LineCut]
    for each in ears:
        await audiences.leave("story:1", each)
    await audiences.join("story:1", ears[0])
    await tell(layer, {"type": "topic.grew"})
    assert await ears[0].next() == "grew"
    await audiences.leave("story:1", ears[0])
