"""Archives whose bytes follow from their content alone."""

import io
import zipfile
from collections.abc import Iterable

FIXED = (1980, 1, 1, 0, 0, 0)
"""The time of every member: the moment of making would make each file another one."""


def zip_of(members: Iterable[tuple[str, bytes]]) -> bytes:
    """Name and content of each file, in the order given. Names may be Chinese."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            member = zipfile.ZipInfo(name, FIXED)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o644 << 16
            archive.writestr(member, content)
    return file.getvalue()


def with_fixed_times(content: bytes) -> bytes:
    """The same archive, its members at a fixed time."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return zip_of((member.filename, archive.read(member)) for member in archive.infolist())
