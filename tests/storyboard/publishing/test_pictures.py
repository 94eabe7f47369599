from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from storyboard.publishing import Enlarger, PublishingError
from storyboard.publishing.plates import Plate, PlateOrder, Shelf


def make_plate(path: Path, page: int, order: PlateOrder) -> Plate:
    return Shelf(path.parent / "shelf").plate(path, page, order)


def opened(plate: Plate) -> Image.Image:
    return Image.open(plate.file)


@pytest.mark.parametrize(("side", "result"), [(256, 1000), (1500, 1500), (3000, 2000)])
def test_pictures_are_scaled_into_the_useful_range(side: int, result: int, tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.new("RGB", (side, side // 2), "teal").save(path)
    plate = make_plate(path, 1, PlateOrder(1000, "#ffffff"))
    assert (plate.width, plate.height) == opened(plate).size == (result, result // 2)


#: (factor, side, wished, passes): enough, once, twice, not enough after two, and a second one of too many pixels.
PASSES = [(4, 2625, 2625, 0), (4, 700, 2625, 1), (4, 256, 2625, 2), (4, 128, 2625, 2), (4, 600, 2625, 1), (1, 9, 99, 0)]


@pytest.mark.parametrize(("factor", "side", "wished", "passes"), PASSES)
def test_a_model_enlarges_once_or_twice(factor: int, side: int, wished: int, passes: int) -> None:
    assert Enlarger("a model", factor, lambda image: image).passes(side, wished) == passes


def test_what_is_enlarged_twice_is_brought_to_the_wished_size(tmp_path: Path) -> None:
    seen: list[int] = []

    def twice(image: Image.Image) -> Image.Image:
        seen.append(image.width)
        return image.resize((2 * image.width, 2 * image.height))

    path = tmp_path / "a.png"
    Image.linear_gradient("L").resize((32, 32)).save(path)
    model = Enlarger("a model", 2, twice)
    sizes = [make_plate(path, 1, PlateOrder(side, "#ffffff", model)).width for side in (30, 60, 100, 200)]
    assert sizes == [32, 60, 100, 200]
    assert seen == [32, 64]


def test_colours_stay(tmp_path: Path) -> None:
    path = tmp_path / "a.webp"
    Image.new("RGB", (32, 32), (200, 30, 60)).save(path, lossless=True)
    red, green, blue = opened(make_plate(path, 1, PlateOrder(32, "#ffffff"))).getpixel((16, 16))  # type: ignore[misc]
    assert abs(red - 200) < 4
    assert abs(green - 30) < 4
    assert abs(blue - 60) < 4


def test_clear_parts_become_paper(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.new("RGBA", (32, 32), (0, 0, 0, 0)).save(path)
    assert min(opened(make_plate(path, 1, PlateOrder(32, "#fffdf8"))).getpixel((16, 16))) > 240  # type: ignore[arg-type]


def test_nothing_of_the_file_but_its_pixels_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    exif = Image.Exif()
    exif[0x010E] = "a secret"
    Image.new("RGB", (32, 32)).save(path, exif=exif, comment=b"a secret")
    assert b"secret" in path.read_bytes()
    assert b"secret" not in make_plate(path, 1, PlateOrder(32, "#ffffff")).file.read_bytes()


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"<svg/>", b"\x89PNG\r\n\x1a\n" + b"\0" * 40])
def test_unreadable_files_name_their_page(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(content)
    with pytest.raises(PublishingError, match="picture of page 7 cannot be read") as raised:
        make_plate(path, 7, PlateOrder(32, "#ffffff"))
    assert raised.value.page == 7


def test_truncated_and_missing_files_are_refused(picture: Path) -> None:
    picture.write_bytes(picture.read_bytes()[:-200])
    with pytest.raises(PublishingError):
        make_plate(picture, 1, PlateOrder(32, "#ffffff"))
    with pytest.raises(PublishingError):
        make_plate(picture.with_name("none.png"), 1, PlateOrder(32, "#ffffff"))


def test_huge_pictures_are_refused_before_they_are_decoded(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.new("1", (7000, 7000)).save(path)
    with pytest.raises(PublishingError, match="pixels"):
        make_plate(path, 1, PlateOrder(32, "#ffffff"))
