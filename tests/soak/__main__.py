"""`python -m tests.soak [part ...]`: all parts or some, each in a process of its own, and one table of what they found.

A part that fails, hangs or ends its process keeps none of the others from their turn. The table is written anew after
each of them, so that it is there also when the whole is broken off. Ends with 1 where something is not as it should be.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from xml.etree import ElementTree

from tests.soak.figures import Figure
from tests.soak.parts import PARTS, Part

#: seconds for a part, which is ended then
LIMIT = 3 * 3600.0
#: seconds that it then has to end what it started
GRACE = 60.0
DESCRIPTION = "The long forms of what has to hold. SOAK_COUNT=5 makes them short; without names, all parts are run."


def run(name: str, part: Part, folder: Path) -> tuple[list[Figure], float]:
    """The figures of a part and its seconds."""
    told = folder / f"{name}.xml"
    told.unlink(missing_ok=True)
    marks = "soak" if part.long else "not soak"
    options = ["-m", marks, "-p", "no:cacheprovider", f"--junitxml={told}", "-o", "junit_family=xunit1"]
    begin = time.monotonic()
    status = _ended([sys.executable, "-m", "pytest", *options, *part.tests])
    seconds = time.monotonic() - begin
    found = list(_figures(name, part, told)) if told.exists() else []
    if status not in (0, 1) or not found:
        found.append(Figure(name, f"ended with {status}", part.target or "ends", held=False))
    return found, seconds


def _ended(command: list[str]) -> int:
    """The status of a command. It is ended at the limit, and with this program: first asked, so that it clears up."""
    process = subprocess.Popen(command, start_new_session=True)
    try:
        return process.wait(LIMIT)
    except subprocess.TimeoutExpired:
        print(f"Ended after {LIMIT:.0f} s.", flush=True)
        return -signal.SIGINT
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                process.wait(GRACE)
        with suppress(ProcessLookupError):  # what is left of it, so that the next part has the machine for itself
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _figures(name: str, part: Part, told: Path) -> Iterator[Figure]:
    """What the tests told, and of each that failed or was left out that it did."""
    cases = list(ElementTree.parse(told).getroot().iter("testcase"))
    bad = [case for case in cases if any(case.find(way) is not None for way in ("failure", "error", "skipped"))]
    for case in cases:
        for each in case.iter("property"):
            if each.get("name") == "figure":
                yield Figure(**json.loads(each.get("value", "")))
    for case in bad:
        way = next(way for way in ("error", "failure", "skipped") if case.find(way) is not None)
        yield Figure(f"{name}: {case.get('name')}", way, part.target or "passes", held=False)
    if part.target and cases and not bad:
        yield Figure(name, f"{len(cases)} tests passed", part.target, held=True)


def table(found: list[tuple[Figure, float]], seconds: float, missing: int) -> str:
    """All rows as Markdown, and the total time."""
    missed = sum(not figure.held for figure, _ in found)
    machine = platform.processor() or platform.machine()
    when = time.strftime("%Y-%m-%d %H:%M", time.gmtime())
    lines = [
        f"# make soak, SOAK_COUNT={os.environ.get('SOAK_COUNT', '100')}",
        f"{machine}, {os.cpu_count()} cores, Python {platform.python_version()}, {when} UTC",
        "",
        "| what | found | target | held | part took |",
        "|---|---|---|---|---|",
    ]
    for figure, took in found:
        held = "yes" if figure.held else "**no**"
        lines.append(f"| {figure.what} | {figure.found} | {figure.target} | {held} | {took:.0f} s |")
    lines += ["", f"{missed} of {len(found)} not as they should be, {missing} parts not run, {seconds / 60:.1f} min."]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=DESCRIPTION)
    parser.add_argument("parts", nargs="*", metavar="part", help=", ".join(PARTS))
    parser.add_argument("--out", type=Path, default=Path("out/soak"), help="the folder of the table")
    wanted = parser.parse_args()
    if unknown := [name for name in wanted.parts if name not in PARTS]:
        parser.error(f"there is no part {unknown[0]}; there are {', '.join(PARTS)}")
    names = [name for name in PARTS if name in (wanted.parts or PARTS)]
    wanted.out.mkdir(parents=True, exist_ok=True)
    found: list[tuple[Figure, float]] = []
    begin = time.monotonic()
    for number, name in enumerate(names, start=1):
        print(f"\n=== {name} ({number} of {len(names)})", flush=True)
        figures, took = run(name, PARTS[name], wanted.out)
        for figure in figures:
            print(f"{'held' if figure.held else 'MISSED'}: {figure.what}: {figure.found} (target: {figure.target})")
        found += [(figure, took) for figure in figures]
        written = table(found, time.monotonic() - begin, len(names) - number)
        (wanted.out / "table.md").write_text(written)
    print(f"\n{written}\nThe same is in {wanted.out / 'table.md'}.", flush=True)
    return int(not all(figure.held for figure, _ in found))


if __name__ == "__main__":
    sys.exit(main())
