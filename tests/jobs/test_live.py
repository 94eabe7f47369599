"""Joining a group over a line to Redis that was cut meanwhile."""

from __future__ import annotations

import pytest
from redis.exceptions import ConnectionError as LineCut

from jobs import live


class Layer:
    """A channel layer whose pool hands out `cut` dead lines first."""

    def __init__(self, cut: int) -> None:
        self.cut, self.joined = cut, list[tuple[str, str]]()

    async def group_add(self, name: str, channel: str) -> None:
        if self.cut:
            self.cut -= 1
            raise LineCut("Connection closed by server.")
        self.joined.append((name, channel))


@pytest.mark.asyncio
@pytest.mark.parametrize("cut", [0, 1, live.LINES])
async def test_cut_lines_are_tried_past(cut: int) -> None:
    layer = Layer(cut)
    await live.join(layer, "story.1", "mine")
    assert layer.joined == [("story.1", "mine")]


@pytest.mark.asyncio
async def test_a_redis_that_is_gone_is_said() -> None:
    with pytest.raises(LineCut):
        await live.join(Layer(100), "story.1", "mine")
