"""The picture book studio: stories, pages, panels, pictures and books."""

from storyboard.celery import app as celery_app

__all__ = ["celery_app"]
