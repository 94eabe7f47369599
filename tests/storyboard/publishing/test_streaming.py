"""A book's file is written page by page: memory and what is made twice."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from threading import Barrier

import numpy as np
import pikepdf
import pytest
from PIL import Image

from storyboard.publishing import Enlarger, PublishingError, edition, write_book
from storyboard.publishing.plates import Conversion, PlateOrder, Shelf
from tests.storyboard.publishing.books import a_page, book


def noise(path: Path, seed: int, side: int) -> Path:
    """What no compression makes smaller: 810 pixels are 1 MB as JPEG, and as many dots as are asked for here."""
    pixels = np.random.default_rng(seed).integers(0, 256, (side, side, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(path, compress_level=0)
    return path


_GROWTH = """
import resource, sys
from dataclasses import replace
from pathlib import Path
from storyboard.publishing import edition, inking, write_book
from tests.storyboard.publishing.books import a_page, book
inking._WORTH = 0  # else the longer book alone would have the table of colours
pictures = sorted(Path(sys.argv[1]).glob("*.png"))
made = edition("ingramspark")
coarse = made.profile.dpi.model_copy(update={"wanted": 90})
made = replace(made, profile=made.profile.model_copy(update={"dpi": coarse}))
def peak(count):
    content = book(*[a_page("Mia.", path, "a fox") for path in pictures[:count]])
    write_book(content, Path(sys.argv[1], "book.pdf"), made)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
few = peak(8)
print((peak(len(pictures)) - few) // 1024)
"""


def test_memory_does_not_grow_with_pages(tmp_path: Path) -> None:
    """More pictures than may be in memory together, through all steps of a press's file; in a process of its own."""
    for number in range(24):
        noise(tmp_path / f"{number}.png", number, 810)
    command = [sys.executable, "-c", _GROWTH, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    assert int(done.stdout) < 16  # 16 pictures are 34 MB as JPEG and 40 MB as dots
    assert (tmp_path / "book.pdf").stat().st_size > 48 << 20


def test_a_shelf_changes_no_byte_and_is_used_again(tmp_path: Path) -> None:
    content = book(*[a_page("Mia.", noise(tmp_path / f"{n}.png", n, 64), "a fox") for n in range(3)])
    paths, shelf = [tmp_path / f"{n}.pdf" for n in range(3)], tmp_path / "shelf"
    write_book(content, paths[0])
    write_book(content, paths[1], shelf=shelf)
    made = {each.name: each.stat().st_ino for each in shelf.iterdir()}
    write_book(content, paths[2], shelf=shelf)
    assert len(made) == 3
    assert {each.name: each.stat().st_ino for each in shelf.iterdir()} == made
    assert len({path.read_bytes() for path in paths}) == 1


def test_after_a_failure_enlarged_pictures_are_not_drawn_again(tmp_path: Path) -> None:
    drawn: list[tuple[int, int]] = []

    def enlarge(image: Image.Image) -> Image.Image:
        drawn.append(image.size)
        return image.resize((4 * image.width, 4 * image.height))

    def stop(_done: int, _total: int, step: str) -> None:
        if step == "Picture 3 of 3":
            raise KeyboardInterrupt

    four = Enlarger("a model, x4", 4, enlarge)
    content = book(*[a_page("Mia.", noise(tmp_path / f"{n}.png", n, 340), "a fox") for n in range(3)])
    made, path, shelf = edition(enlarger=four), tmp_path / "book.pdf", tmp_path / "shelf"
    with pytest.raises(KeyboardInterrupt):
        write_book(content, path, made, stop, shelf)
    assert (len(drawn), path.exists()) == (2, False)
    assert sorted(each.name for each in tmp_path.iterdir() if "writing" in each.name) == []
    write_book(content, path, made, shelf=shelf)
    assert len(drawn) == 3
    write_book(content, path, edition("home-booklet", enlarger=four), shelf=shelf)
    assert len(drawn) == 3


def test_progress_counts_pictures_and_pages(tmp_path: Path) -> None:
    steps: list[tuple[int, int, str]] = []
    content = book(*[a_page("Mia.", noise(tmp_path / f"{n}.png", n, 32), "a fox") for n in range(2)])
    write_book(content, tmp_path / "book.pdf", report=lambda *step: steps.append(step))
    pictures = [(0, 5, "Picture 1 of 2"), (1, 5, "Picture 2 of 2")]
    assert steps == [*pictures, *[(2 + n, 5, f"Page {n + 1} of 3") for n in range(3)]]


def test_pictures_that_no_compression_makes_smaller_are_written_whole(tmp_path: Path) -> None:
    path = noise(tmp_path / "a.png", 1, 300)
    plate = Shelf(tmp_path / "shelf").plate(path, 1, PlateOrder(1500, "#ffffff"))
    with Image.open(plate.file) as opened:
        opened.load()
        assert opened.size == (1500, 1500)


def test_a_damaged_plate_is_made_anew(tmp_path: Path) -> None:
    path, shelf = noise(tmp_path / "a.png", 1, 32), Shelf(tmp_path / "shelf")
    good = shelf.plate(path, 1, PlateOrder(64, "#ffffff"))
    whole = good.file.read_bytes()
    good.file.write_bytes(b"")
    assert shelf.plate(path, 1, PlateOrder(64, "#ffffff")).file.read_bytes() == whole


def test_objects_stand_where_the_table_says(tmp_path: Path) -> None:
    path = tmp_path / "book.pdf"
    content = book(*[a_page("Mia.", noise(tmp_path / f"{n}.png", n, 32), "a fox") for n in range(3)])
    write_book(content, path)
    with pikepdf.open(path, attempt_recovery=False) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert len(pdf.pages) == 4


def test_two_pictures_are_made_at_a_time_and_come_in_their_order(tmp_path: Path) -> None:
    """Each waits for another one to be in the making: alone, none would ever be finished."""
    both = Barrier(2, timeout=60)

    def waiting(image: Image.Image) -> Image.Image:
        both.wait()
        return image

    conversion, begun = Conversion("as it is", waiting), list[int]()
    order = PlateOrder(64, "#ffffff", conversion=conversion)
    wanted = [(noise(tmp_path / f"{n}.png", n, 32), n, order) for n in range(4)]
    made = list(Shelf(tmp_path / "shelf").plates(wanted, begun.append))
    assert begun == [0, 1, 2, 3]
    alone = [Shelf(tmp_path / "other").plate(path, page, replace(order, conversion=None)) for path, page, _ in wanted]
    assert [each.file.read_bytes() for each in made] == [each.file.read_bytes() for each in alone]


def test_of_several_unreadable_pictures_the_first_is_named(tmp_path: Path) -> None:
    content = book(*[a_page("Mia.", tmp_path / f"{n}.png", "a fox") for n in range(3)])
    with pytest.raises(PublishingError, match="picture of page 1 cannot be read"):
        write_book(content, tmp_path / "book.pdf")
