"""Books: page geometry, type setting, print profiles, PDF, EPUB. Knows nothing of the web or of jobs."""

from storyboard.publishing.content import (
    GONE,
    MAX_BUBBLE,
    MAX_PANELS,
    BookContent,
    Bubble,
    Figure,
    Kind,
    Language,
    PageContent,
    PanelContent,
    Place,
    PublishingError,
)
from storyboard.publishing.cover import has_cover, write_cover
from storyboard.publishing.disclosure import Disclosure, disclosure_pdf
from storyboard.publishing.edition import Edition, SpineWidth, edition
from storyboard.publishing.finding import Check, Finding
from storyboard.publishing.formats import write_book
from storyboard.publishing.pictures import LANCZOS, Enlarger
from storyboard.publishing.plates import sweep
from storyboard.publishing.preflight import check
from storyboard.publishing.press import MAX_ICC, Press, read_press
from storyboard.publishing.profiles import Profile, profiles
from storyboard.publishing.readers import Readers

__all__ = [
    "GONE",
    "LANCZOS",
    "MAX_BUBBLE",
    "MAX_ICC",
    "MAX_PANELS",
    "BookContent",
    "Bubble",
    "Check",
    "Disclosure",
    "Edition",
    "Enlarger",
    "Figure",
    "Finding",
    "Kind",
    "Language",
    "PageContent",
    "PanelContent",
    "Place",
    "Press",
    "Profile",
    "PublishingError",
    "Readers",
    "SpineWidth",
    "check",
    "disclosure_pdf",
    "edition",
    "has_cover",
    "profiles",
    "read_press",
    "sweep",
    "write_book",
    "write_cover",
]
