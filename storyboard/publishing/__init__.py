"""Books: page geometry, type setting and PDF. Knows nothing of the web or of jobs."""

from storyboard.publishing.content import BookContent, PageContent, PublishingError
from storyboard.publishing.pdf import write_book

__all__ = ["BookContent", "PageContent", "PublishingError", "write_book"]
