from pathlib import Path

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def media(settings, tmp_path) -> Path:
    """Evidence of one test lies in a folder of its own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def stored(media):
    """The files that lie in the storage now, or in a part of it."""
    return lambda part="": [path for path in (media / part).rglob("*") if path.is_file()]


@pytest.fixture
def english():
    """Sentences are compared in the language of the source."""
    with translation.override("en"):
        yield
