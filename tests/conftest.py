"""People and clients."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client


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
