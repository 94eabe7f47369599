"""Every destination of a rich book as pictures: `python -m tests.storyboard.publishing.look out/look`.

Writes the books, their covers and, for each, one contact sheet of all its pages, the cut drawn in red. Pages of EPUBs
are taken in Debian's Chromium. Nothing here says whether a page looks right: a person has to look.
"""

from __future__ import annotations

import argparse
from contextlib import closing
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pypdfium2
from PIL import Image, ImageDraw
from playwright.sync_api import Page, sync_playwright

from storyboard.publishing import BookContent, Edition, SpineWidth, edition, profiles, write_book, write_cover
from storyboard.publishing.planner import plan
from tests.storyboard.publishing.sample import rich

CELL, GAP, COLUMNS = 330, 8, 6  # dots
CHROMIUM = "/usr/bin/chromium"


def pdf_pages(path: Path, cell: int = CELL) -> list[Image.Image]:
    """All pages of a PDF, the longer side of so many dots, with the cut in red where it is not the page's edge."""
    shown = []
    with closing(pypdfium2.PdfDocument(path)) as document:
        for page in document:
            scale = cell / max(page.get_size())
            image = page.render(scale=scale).to_pil().convert("RGB")
            left, bottom, right, top = page.get_trimbox()
            cut = (left, page.get_height() - top, right, page.get_height() - bottom)
            ImageDraw.Draw(image).rectangle([round(scale * each) for each in cut], outline="red")
            shown.append(image)
    return shown


def epub_pages(path: Path, cell: int = CELL) -> list[Image.Image]:
    """All documents of an EPUB in the order of reading, in a browser window of 816 dots."""
    folder = path.with_suffix("")
    with ZipFile(path) as file:
        file.extractall(folder)
        names = [each for each in file.namelist() if each.endswith(".xhtml")]
    with sync_playwright() as player, closing(player.chromium.launch(executable_path=CHROMIUM)) as browser:
        page = browser.new_page(viewport={"width": 816, "height": 816})
        return [_document(page, folder / name, cell) for name in names]


def _document(page: Page, path: Path, cell: int) -> Image.Image:
    page.goto(path.as_uri())
    image = Image.open(BytesIO(page.screenshot()))
    image.thumbnail((cell, cell))
    return image.convert("RGB")


def sheet(pages: list[Image.Image], columns: int = COLUMNS) -> Image.Image:
    """Pages in rows, each in a cell as large as the largest."""
    wide, high = (max(each.size[axis] for each in pages) + GAP for axis in (0, 1))
    rows = -(-len(pages) // columns)
    ground = Image.new("RGB", (min(columns, len(pages)) * wide + GAP, rows * high + GAP), "#8a8f98")
    for at, each in enumerate(pages):
        ground.paste(each, (GAP + at % columns * wide, GAP + at // columns * high))
    return ground


def look(book: BookContent, made: Edition, folder: Path, name: str) -> None:
    """The files of one destination and their sheets."""
    is_pdf = made.profile.format == "pdf"
    path, shelf = folder / f"{name}.{'pdf' if is_pdf else 'epub'}", folder / "shelf"
    write_book(book, path, made, shelf=shelf)
    sheet(pdf_pages(path) if is_pdf else epub_pages(path)).save(folder / f"{name}.png")
    pages = len(plan(book, made))
    if made.profile.cover:
        made = replace(made, spine=SpineWidth(0.5, pages)) if made.profile.spine else made
        write_cover(book, made, pages, folder / f"{name}-cover.pdf", shelf)
        sheet(pdf_pages(folder / f"{name}-cover.pdf", 3 * CELL)).save(folder / f"{name}-cover.png")


def main() -> None:
    parser = argparse.ArgumentParser(description="Lay all pages of a rich book out as pictures, for each destination.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--profile", action="append", choices=list(profiles()), help="one of the destinations")
    parser.add_argument("--language", action="append", choices=["en", "ar"])
    wanted = parser.parse_args()
    pictures = wanted.folder / "pictures"
    pictures.mkdir(parents=True, exist_ok=True)
    for language in wanted.language or ["en", "ar"]:
        book = rich(pictures, language)
        for profile in wanted.profile or list(profiles()):
            made = edition(profile)
            look(book, made, wanted.folder, f"{profile}-{language}")
            if made.profile.facing:
                look(book, made.facing(), wanted.folder, f"{profile}-facing-{language}")


if __name__ == "__main__":
    main()
