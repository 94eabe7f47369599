"""Seconds, taken in turns in one process so that a machine's own pace cancels out of the ratios."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median, quantiles

import torch


@dataclass(frozen=True)
class Bench:
    """What is timed and how often.

    Attributes:
        steps: of a picture; `None` takes the usual number.
        learning: time learning against the release's settings, too.
    """

    rounds: int = 7
    steps: int | None = None
    learning: bool = True
    learning_steps: int = 200

    @property
    def extent(self) -> dict[str, int | None]:
        """What its numbers depend on; a table says it."""
        return {"rounds": self.rounds, "steps": self.steps, "learning steps": self.learning_steps}


@dataclass(frozen=True)
class Spread:
    """Several measurements of one thing: median, first and third quartile."""

    median: float
    low: float
    high: float
    count: int

    @classmethod
    def of(cls, seconds: Sequence[float]) -> Spread:
        """Of at least one."""
        low, _, high = quantiles(seconds, n=4, method="inclusive") if len(seconds) > 1 else [seconds[0]] * 3
        return cls(median(seconds), low, high, len(seconds))


def seconds(action: Callable[[], object], device: torch.device) -> float:
    """How long an action takes, work that an accelerator still has to do included."""
    began = now(device)
    action()
    return now(device) - began


def now(device: torch.device) -> float:
    """Seconds of the clock when all that an accelerator was given to do is done."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    return time.perf_counter()


def in_turns(ways: Mapping[str, Callable[[], object]], rounds: int, device: torch.device) -> dict[str, list[float]]:
    """Every way once in every round; a first round that is not counted warms up."""
    times: dict[str, list[float]] = {label: [] for label in ways}
    for turn in range(rounds + 1):
        for label, action in ways.items():
            taken = seconds(action, device)
            if turn:
                times[label].append(taken)
    return times


def beside(
    base: Callable[[], object], ways: Mapping[str, Callable[[], object]], rounds: int, device: torch.device
) -> tuple[dict[str, list[float]], dict[str, list[float]]]:
    """Every way between two runs of a base in every round: its seconds, and those over the mean of the two.

    A machine whose pace drifts changes both alike; where the base is one of the ways, too, its own ratio shows what
    noise is left. A first round that is not counted warms up.
    """
    times: dict[str, list[float]] = {label: [] for label in ways}
    over: dict[str, list[float]] = {label: [] for label in ways}
    for turn in range(rounds + 1):
        before = seconds(base, device)
        for label, action in ways.items():
            taken, after = seconds(action, device), seconds(base, device)
            if turn:
                times[label].append(taken)
                over[label].append(2 * taken / (before + after))
            before = after
    return times, over


def peak(action: Callable[[], object], device: torch.device) -> dict[str, int]:
    """The most memory that an accelerator holds during an action, under its name in a table; nothing on a CPU."""
    if device.type != "cuda":
        return {}
    torch.cuda.reset_peak_memory_stats(device)
    action()
    return {"peak memory in bytes": torch.cuda.max_memory_allocated(device)}


def ratios(times: Sequence[float], base: Sequence[float]) -> Spread:
    """Each round's time over the base's of the same round."""
    return Spread.of([mine / other for mine, other in zip(times, base, strict=True)])


def device_name(device: torch.device) -> str:
    """The hardware in words."""
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    model = platform.processor() or platform.machine()
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:  # noqa: PTH123 - a file of the kernel
            model = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), model)
    except OSError:
        pass
    return f"{model}, {os.cpu_count()} cores, {torch.get_num_threads()} threads"
