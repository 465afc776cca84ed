"""Files of the store as files on this machine, for as long as something looks at them."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.db.models.fields.files import FieldFile

CHUNK = 1024 * 1024


@contextmanager
def local_copy(stored: FieldFile) -> Iterator[tuple[IO[bytes], Path]]:
    """The bytes, readable and with a path. Where the store is the disk, nothing is copied."""
    path = _path_on_disk(stored)
    if path:
        with path.open("rb") as file:
            yield file, path
        return
    with tempfile.NamedTemporaryFile() as copy:
        with stored.storage.open(str(stored.name), "rb") as source:
            for chunk in source.chunks(CHUNK):
                copy.write(chunk)
        copy.flush()
        copy.seek(0)
        yield copy, Path(copy.name)


def _path_on_disk(stored: FieldFile) -> Path | None:
    try:
        return Path(stored.path)
    except NotImplementedError:
        return None
