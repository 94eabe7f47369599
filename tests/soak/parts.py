"""The parts of `make soak`: long tests of their own, and those of `make test` that show the rest of the promises."""

from __future__ import annotations

from typing import NamedTuple


class Part(NamedTuple):
    """Tests that are run together, in a process of their own.

    Attributes:
        target: what they have to show, for those that measure nothing.
        tests: arguments of pytest.
        long: whether they are the long form, which `make test` leaves out.
    """

    target: str
    tests: tuple[str, ...]
    long: bool = True


def _soak(file: str, tests: str = "") -> Part:
    return Part("", (f"tests/soak/{file}.py", *(("-k", tests) if tests else ())))


def _short(target: str, *tests: str) -> Part:
    return Part(target, tests, long=False)


#: by name; the quick ones first
PARTS = {
    "deliveries": _short("one start for each attempt", "tests/jobs/test_deliveries.py"),
    "full-disk": _short("507, nothing half, goes on at once", "tests/storyboard/test_full_disk.py"),
    "pictures": _short("1,000 hostile pictures: 0 crashes, 0 stored as they came", "tests/characters/test_pictures.py"),
    "cards": _short("1,000 mutated cards: 0 crashes, 0 stored", "tests/oneactor/test_hostile_cards.py"),
    "zips": _short("200 crafted zips: 0 stored, 0 written outside", "tests/storyboard/packing/test_crafted.py"),
    "markup": _short(
        "200 texts of markup: 0 files read, 0 connections", "tests/storyboard/publishing/test_hostile_text.py"
    ),
    "interleavings": _soak("test_interleavings"),
    "doors": _short("every route and socket for everybody: 0 leaks", "tests/storyboard/test_doors.py"),
    "schemathesis": _short("0 server errors", "tests/storyboard/test_published_api.py"),
    "postgres-rules": _short("the engine's rules on PostgreSQL", "tests/jobs/test_scale.py", "-k", "rules"),
    "long-line": _soak("test_long_line"),
    "one-key": _soak("test_kills", "one_key"),
    "learning": _soak("test_load", "learnt"),
    "writers": _soak("test_load", "writers"),
    "sockets": _soak("test_load", "sockets"),
    "deaf-clients": _soak("test_deaf_clients"),
    "cancel": _soak("test_load", "cancel"),
    "two-workers": _soak("test_load", "two_workers"),
    "fairness": _soak("test_load", "two_people"),
    "sleep": _soak("test_sleep"),
    "redis": _soak("test_outages", "redis"),
    "postgres": _soak("test_outages", "postgres"),
    "rabbit": Part("0 lost after a broker that forgot, with work at hand", ("tests/jobs/test_rabbit.py",)),
    "typing": Part("", ("tests/e2e/test_pace.py",)),
    "offline": Part("ten minutes without a network: no word lost", ("tests/e2e/test_loss.py",)),
    "kills-child": _soak("test_kills", "worker_child"),
    "kills-process": _soak("test_kills", "everything"),
    "real-work": _soak("test_real_work"),
}
