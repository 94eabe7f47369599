"""How long books take and how much memory: `python -m tests.storyboard.publishing.measuring` writes docs/books.

Every book is made in a process of its own, first with an empty shelf of print-size pictures and then with a full one.
What exists beforehand are the kept pictures of the panels, 256 dots a side, one for each page of the story. Each row
names what enlarged them: smoothing, or with `--model` the studio's drawing model, whose books are made once more in
between, with what it drew still on the shelf.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from storyboard.publishing import LANCZOS, Enlarger, edition, write_book
from storyboard.publishing.planner import plan
from tests.storyboard.publishing.sample import long

OUT = Path("docs/books")
SHORT, WHOLE = (16, 32, 64), (32, 100, 200, 300)  # printed pages
AROUND = 4  # of them that print shops' books have around the story, at least
MOST_MB = 400


def most_memory() -> float:
    """The process's peak in MB (10**6 bytes); `resource` would count a parent's too."""
    (line,) = (line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024 / 1e6


def studios() -> Enlarger:
    """What enlarges pictures in a studio with the settings of this process."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storyboard.settings")
    django.setup()
    from storyboard.printing import enlarger

    return enlarger()


def measure(profile: str, printed: int, enlarger: Enlarger = LANCZOS) -> dict[str, Any]:
    """Seconds and memory of one book; to be called in a fresh process."""
    made = edition(profile, enlarger=enlarger)
    apart = made.profile.layout == "apart"
    with TemporaryDirectory() as name:
        folder = Path(name)
        told = long(folder, max(1, (printed - AROUND) // 2 if apart else printed - 1))
        result: dict[str, Any] = {"profile": profile, "enlarger": enlarger.name}
        result |= {"pages": len(plan(told, made)), "pictures": len(told.pages)}
        result["mb_before"] = round(most_memory())
        for shelf in ("empty", "enlarged", "full") if enlarger.factor > 1 else ("empty", "full"):
            if shelf == "enlarged":
                _forget_print_sizes(folder / "shelf")
            wall, work = time.perf_counter(), time.process_time()
            write_book(told, folder / "book.pdf", made, shelf=folder / "shelf")
            result[f"seconds_{shelf}"] = round(time.perf_counter() - wall, 2)
            result[f"cpu_seconds_{shelf}"] = round(time.process_time() - work, 2)
            result.setdefault("mb", round(most_memory()))
        result["file_mb"] = round((folder / "book.pdf").stat().st_size / 1e6, 1)
    return result


def _forget_print_sizes(shelf: Path) -> None:
    """What is left is what the model drew."""
    for plate in shelf.glob("*.jpg"):
        plate.unlink()


def apart(profile: str, printed: int, *, model: bool) -> dict[str, Any]:
    """The same in a process of its own."""
    command = [sys.executable, "-m", __spec__.name, "--one", profile, str(printed), *["--model"] * model]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    print(found, flush=True)
    return found


def draw(rows: list[dict[str, Any]], path: Path) -> None:
    """Processor time and memory over pages, a line for each destination."""
    from matplotlib.figure import Figure  # here, because its 40 MB would be measured too

    figure = Figure(figsize=(10, 4), layout="constrained")
    time_of, memory_of = figure.subplots(1, 2)
    for profile, found in _by_profile(rows).items():
        pages = [each["pages"] for each in found]
        for shelf, style in (("empty", "o-"), ("enlarged", "o--"), ("full", "o:")):
            if f"cpu_seconds_{shelf}" not in found[0]:
                continue
            label = f"{profile}, {shelf} shelf"
            time_of.plot(pages, [each[f"cpu_seconds_{shelf}"] for each in found], style, label=label)
        memory_of.plot(pages, [each["mb"] for each in found], "o-", label=profile)
    memory_of.axhline(MOST_MB, color="grey", linestyle="--", label="goal")
    for axes, title, unit in ((time_of, "Processor time", "s"), (memory_of, "Most memory", "MB")):
        axes.set(title=title, xlabel="printed pages", ylabel=unit, xlim=(0, None), ylim=(0, None))
        axes.legend()
    figure.suptitle("; ".join(sorted({f"pictures enlarged by {each['enlarger']}" for each in rows})))
    figure.savefig(path, dpi=110, metadata={"Software": None})


def _by_profile(rows: Iterable[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for each in rows:
        found.setdefault(each["profile"], []).append(each)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure how long books take, and how much memory.")
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--whole", action="store_true", help=f"{WHOLE} printed pages instead of {SHORT}")
    parser.add_argument("--profile", action="append", help="a destination; IngramSpark and KDP without")
    parser.add_argument("--model", action="store_true", help="pictures enlarged by the studio's drawing model")
    parser.add_argument("--one", nargs=2, metavar=("PROFILE", "PAGES"), help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    larger = studios() if wanted.model else LANCZOS
    if wanted.model and larger is LANCZOS:
        parser.error("the drawing model of this studio cannot enlarge; without --model, smoothing is measured")
    if wanted.one:
        print(json.dumps(measure(wanted.one[0], int(wanted.one[1]), larger)))
        return
    sizes = WHOLE if wanted.whole else SHORT
    names = wanted.profile or ["ingramspark", "kdp-paperback"]
    rows = [apart(each, pages, model=wanted.model) for each in names for pages in sizes]
    wanted.out.mkdir(parents=True, exist_ok=True)
    (wanted.out / "speed.json").write_text(json.dumps(rows, indent=1) + "\n")
    draw(rows, wanted.out / "speed.png")


if __name__ == "__main__":
    main()
