from pathlib import Path

import pytest
from django.conf import settings as portal_settings
from django.test import Client
from django.utils import translation


@pytest.fixture
def english():
    """Sentences are compared in the language of the source."""
    with translation.override("en"):
        yield


@pytest.fixture
def reader(client: Client) -> Client:
    """A browser whose reader has chosen English."""
    client.cookies[portal_settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


@pytest.fixture
def media(settings, tmp_path) -> Path:
    """Evidence of one test lies in a folder of its own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT
