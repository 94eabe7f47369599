"""Books as EPUB 3.3: a fixed layout that looks like the PDF, and one whose text flows."""

from storyboard.publishing.epub.binding import write_epub

__all__ = ["write_epub"]
