from __future__ import annotations

from pathlib import Path

from PIL import Image

from oneactor.evaluation.contact import sheet


def test_a_sheet_is_small_enough_for_the_repository(tmp_path: Path) -> None:
    """Two rows of at most two pictures: large ones come to 128 px, small ones stay; none is changed itself."""
    large, small = Image.new("RGB", (512, 256), "red"), Image.new("RGB", (32, 32), "blue")
    sheet({"one": [large, small], "other": [small]}, tmp_path / "s.png")
    with Image.open(tmp_path / "s.png") as drawn:
        assert drawn.size == (2 * 128, 2 * (64 + 18))
        assert drawn.getpixel((127, 18 + 63)) == (255, 0, 0)
        assert drawn.getpixel((128 + 31, 18 + 31)) == (0, 0, 255)
    assert large.size == (512, 256)
