"""Files are received chunk by chunk: never held whole, hashed on the way, given up when too large."""

import hashlib
import io
import tracemalloc
from pathlib import Path

import pytest
from django.core.files.uploadhandler import StopUpload
from django.http.multipartparser import MultiPartParser

from cities.uploads import EvidenceUploadHandler

BOUNDARY = "boundary"
MIB = 1024 * 1024


class Body(io.RawIOBase):
    """The body of a form with one file of ``size`` bytes, made while it is read."""

    def __init__(self, size: int, name: str = "大.bin") -> None:
        disposition = f'Content-Disposition: form-data; name="files"; filename="{name}"'
        self.head = f"--{BOUNDARY}\r\n{disposition}\r\nContent-Type: application/pdf\r\n\r\n".encode()
        self.tail = f"\r\n--{BOUNDARY}--\r\n".encode()
        self.length = len(self.head) + size + len(self.tail)
        self.left = size

    def read(self, size: int = -1) -> bytes:
        if self.head:
            part, self.head = self.head[:size], self.head[size:]
            return part
        if self.left:
            part = b"x" * min(size, self.left)
            self.left -= len(part)
            return part
        part, self.tail = self.tail[:size], self.tail[size:]
        return part


def receive(body: Body, max_bytes: int):
    handler = EvidenceUploadHandler(max_bytes=max_bytes)
    meta = {"CONTENT_TYPE": f"multipart/form-data; boundary={BOUNDARY}", "CONTENT_LENGTH": str(body.length)}
    _post, files = MultiPartParser(meta, body, [handler], "utf-8").parse()
    return handler, files.getlist("files")


@pytest.fixture
def temporary(settings, tmp_path) -> Path:
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    return tmp_path


def test_a_large_file_is_never_in_memory_whole_and_its_hash_is_right(temporary):
    size = 30 * MIB
    tracemalloc.start()
    _handler, [upload] = receive(Body(size), max_bytes=50 * MIB)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    with upload:
        assert most < 4 * MIB
        assert (upload.size, upload.given_name) == (size, "大.bin")
        assert upload.sha256 == hashlib.sha256(b"x" * size).hexdigest()
        assert Path(upload.temporary_file_path()).stat().st_size == size
        assert list(temporary.iterdir()) == [Path(upload.temporary_file_path())]


def test_a_file_over_the_limit_is_given_up_and_leaves_nothing(temporary):
    handler, uploads = receive(Body(3 * MIB), max_bytes=2 * MIB)

    assert [refused.given_name for refused in handler.too_large] == ["大.bin"]
    assert (uploads, list(temporary.iterdir())) == ([], [])


def test_a_file_of_exactly_the_limit_is_received(temporary):
    handler, [upload] = receive(Body(2 * MIB), max_bytes=2 * MIB)

    with upload:
        assert (handler.too_large, upload.size) == ([], 2 * MIB)


def test_a_connection_that_breaks_leaves_nothing(temporary):
    body = Body(2 * MIB)
    read = body.read

    def broken(size: int = -1) -> bytes:
        if body.left < MIB:
            raise StopUpload(connection_reset=True)
        return read(size)

    body.read = broken  # type: ignore[method-assign]  # the line goes dead half-way
    _handler, uploads = receive(body, max_bytes=50 * MIB)

    assert (uploads, list(temporary.iterdir())) == ([], [])
