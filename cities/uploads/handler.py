"""Receiving files chunk by chunk: hashed on the way, given up as soon as they are too large."""

import hashlib
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler
from django.http import HttpRequest


class EvidenceUpload(TemporaryUploadedFile):
    """A received file, in a temporary file of its own, with the SHA-256 taken while it came in."""

    sha256: str
    given_name: str


@dataclass(frozen=True)
class TooLarge:
    """A file of which reception was given up."""

    given_name: str


class EvidenceUploadHandler(TemporaryFileUploadHandler):
    """Puts each file of a form into a temporary file. No more than one chunk is in memory at a time."""

    chunk_size = 256 * 1024
    file: EvidenceUpload

    def __init__(self, request: HttpRequest | None = None, *, max_bytes: int) -> None:
        super().__init__(request)
        self.max_bytes = max_bytes
        self.too_large: list[TooLarge] = []

    def new_file(self, field_name: str, file_name: str, *args: Any, **kwargs: Any) -> None:
        super().new_file(field_name, file_name, *args, **kwargs)
        self.given_name = file_name
        self.hash = hashlib.sha256()
        kind = self.content_type or ""
        self.file = EvidenceUpload(file_name, kind, 0, self.charset, self.content_type_extra)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) > self.max_bytes:
            self.too_large.append(TooLarge(self.given_name))
            raise SkipFile
        self.hash.update(raw_data)
        self.file.write(raw_data)

    def file_complete(self, file_size: int) -> EvidenceUpload:
        self.file.seek(0)
        self.file.size = file_size
        self.file.sha256 = self.hash.hexdigest()
        self.file.given_name = self.given_name
        return self.file
