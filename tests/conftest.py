"""People and clients."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from characters import studio


@pytest.fixture
def writer(db: None) -> User:
    return User.objects.create_user("mia")


@pytest.fixture
def stranger(db: None) -> User:
    return User.objects.create_user("eve")


@pytest.fixture
def client(writer: User) -> Client:
    """The writer's browser."""
    browser = Client()
    browser.force_login(writer)
    return browser


@pytest.fixture
def tiny_backend(settings: Any) -> Iterator[None]:
    """The studio draws with the small real back-end of the tests."""
    settings.ONEACTOR_BACKEND = "tests.tiny_backend:Tiny"
    studio._backend.cache_clear()
    yield
    studio._backend.cache_clear()
