"""Write the API's description, from which the editor's client is generated."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser


def schema_text() -> str:
    """The description as JSON, always the same for the same code."""
    from storyboard.urls import api

    return json.dumps(api.get_openapi_schema(path_prefix="/api/"), indent=2, sort_keys=True, default=str) + "\n"


class Command(BaseCommand):
    """`python manage.py export_schema`"""

    help = "Write frontend/openapi.json."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--output", type=Path, default=settings.BASE_DIR / "frontend" / "openapi.json")

    def handle(self, *args: Any, **options: Any) -> None:
        options["output"].write_text(schema_text(), encoding="utf-8")
