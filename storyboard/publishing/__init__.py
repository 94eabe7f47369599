"""Books: page geometry, type setting, print profiles, PDF, EPUB. Knows nothing of the web or of jobs."""

from storyboard.publishing.content import BookContent, Language, PageContent, PublishingError
from storyboard.publishing.cover import write_cover
from storyboard.publishing.disclosure import Disclosure, disclosure_pdf
from storyboard.publishing.edition import Edition, edition
from storyboard.publishing.formats import write_book
from storyboard.publishing.pictures import Enlarger
from storyboard.publishing.preflight import Check, Finding, check
from storyboard.publishing.profiles import Profile, profiles

__all__ = [
    "BookContent",
    "Check",
    "Disclosure",
    "Edition",
    "Enlarger",
    "Finding",
    "Language",
    "PageContent",
    "Profile",
    "PublishingError",
    "check",
    "disclosure_pdf",
    "edition",
    "profiles",
    "write_book",
    "write_cover",
]
