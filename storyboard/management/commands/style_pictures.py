"""`python manage.py style_pictures`: draw what the editor shows of each style, with the chosen back-end."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from PIL import Image

from characters import studio
from characters.studio import Drawn, RenderRequest

#: The editor's folder of what it says about words; a style's name is a file's, with hyphens between the words.
WORDS: Final = settings.BASE_DIR / "frontend" / "src" / "words"
SCENE: Final = "a white fox with a red scarf in the forest"
SIDE: Final = 160
QUALITY: Final = 82


class Command(BaseCommand):
    """One scene from one seed in every style that the editor offers."""

    help = "Draw the small pictures of the styles, which the editor shows where one is chosen."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--out", type=Path, default=WORDS / "pictures", help="where the back-end has a folder")
        parser.add_argument("--seed", type=int, default=4, help="the same one for all")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = options["out"] / studio.info().name
        folder.mkdir(parents=True, exist_ok=True)
        styles: list[str] = json.loads((WORDS / "styles.json").read_text("utf-8"))

        def finished(index: int, drawn: Drawn) -> None:
            file = folder / f"{styles[index].replace(' ', '-')}.webp"
            _write(drawn, file)
            self.stdout.write(f"{file}: {file.stat().st_size} bytes")

        requests = [RenderRequest(f"{style} of {SCENE}", seed=options["seed"]) for style in styles]
        studio.render(requests, lambda *_: None, finished)


def _write(drawn: Drawn, file: Path) -> None:
    whole = file.with_suffix(".png")
    drawn.write(whole)
    with Image.open(whole) as picture:
        picture.convert("RGB").resize((SIDE, SIDE), Image.Resampling.LANCZOS).save(file, "WEBP", quality=QUALITY)
    whole.unlink()
