"""Looks inside a file that may be hostile. A program of its own, without Django: ``apart`` runs it in a process
with little memory and little time, so that a file that is made to break its reader breaks nothing else.

    inside.py pdf FILE                            what is in a PDF
    inside.py picture FILE FORMAT                 whether a picture can be decoded, all of it
    inside.py draw FILE FIRST LAST FOLDER         pages of a PDF as FOLDER/1.webp …
    inside.py shrink FILE FORMAT FOLDER           a picture as FOLDER/1.webp

Each prints one line of JSON. ``problem`` in it says what is wrong: locked, active, damaged, pixels.
"""

import json
import re
import resource
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

# The libraries that read are large: they are loaded where they read, not in every process of the portal.
if TYPE_CHECKING:
    import pikepdf
    import pypdfium2
    from PIL import Image

MOST_MEMORY = 2 * 1024**3
MOST_SECONDS = 60
MOST_PIXELS = 80_000_000
WIDTH = 1200
"""Pixels of a page image; of its height, at most three times that."""

FIRST_PAGES = 2
"""The text of so many pages is read, to see whether they bear a mark of secrecy."""

STRING = re.compile(rb"\((?:[^\\()]|\\.)*\)|<[0-9a-fA-F]*>", re.DOTALL)
ACTIVE = re.compile(rb"/JS[ /(<\[]|/JavaScript\b|/S /Launch\b|/Subtype /RichMedia\b|/XFA[ /(<\[]|^/Launch$")

Source = IO[bytes] | Path
Found = dict[str, Any]


def pdf(source: Source) -> Found:
    """Pages and the text of the first ones; a problem if it is locked, active, damaged."""
    import pikepdf

    try:
        with pikepdf.open(source) as document:
            if document.is_encrypted:
                return {"problem": "locked"}
            if any(ACTIVE.search(STRING.sub(b"", written)) for written in _written(document)):
                return {"problem": "active"}
            pages = len(document.pages)
    except pikepdf.PasswordError:
        return {"problem": "locked"}
    except pikepdf.PdfError:
        return {"problem": "damaged"}
    return {"pages": pages, "text": _text(source) if pages else ""}


def _written(document: "pikepdf.Pdf") -> Iterator[bytes]:
    """Every object as it is written, names in their plain spelling, streams without their data."""
    import pikepdf

    for thing in document.objects:
        stream = isinstance(thing, pikepdf.Stream)
        yield thing.stream_dict.unparse() if stream else thing.unparse(resolved=True)


def _text(source: Source) -> str:
    import pypdfium2

    try:
        document = _drawable(source)
    except pypdfium2.PdfiumError:
        return ""
    try:
        texts = [_page_text(document, number) for number in range(min(len(document), FIRST_PAGES))]
    finally:
        document.close()
    return "\n".join(texts)


def _page_text(document: "pypdfium2.PdfDocument", number: int) -> str:
    page = document[number]
    words = page.get_textpage()
    try:
        return str(words.get_text_range(count=min(5000, words.count_chars()))) if words.count_chars() else ""
    finally:
        words.close()
        page.close()


def _drawable(source: Source) -> "pypdfium2.PdfDocument":
    import pypdfium2

    if not isinstance(source, Path):
        source.seek(0)
    return pypdfium2.PdfDocument(source)


def picture(source: Source, kind: str) -> Found:
    """Decoded from the first line to the last; a problem if it can't be, or has too many pixels."""
    from PIL import Image, UnidentifiedImageError

    try:
        with _opened(source, kind) as image:
            if image.width * image.height > MOST_PIXELS:
                return {"problem": "pixels"}
            image.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return {"problem": "pixels"}
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        return {"problem": "damaged"}
    return {"pages": 1}


def _opened(source: Source, kind: str) -> "Image.Image":
    from PIL import Image

    if not isinstance(source, Path):
        source.seek(0)
    return Image.open(source, formats=[kind])


def draw(source: Path, first: int, last: int, folder: Path) -> Found:
    """Pages ``first`` to ``last``, counted from 1, as far as there are such."""
    document = _drawable(source)
    try:
        last = min(last, len(document))
        for number in range(first, last + 1):
            page = document[number - 1]
            width, height = page.get_size()
            scale = min(WIDTH / max(width, 1), 3 * WIDTH / max(height, 1))
            bitmap = page.render(scale=scale)
            _save(bitmap.to_pil(), folder / f"{number}.webp")
            bitmap.close()
            page.close()
    finally:
        document.close()
    return {"drawn": last}


def shrink(source: Path, kind: str, folder: Path) -> Found:
    """The picture the right way up, small enough for a page."""
    from PIL import ImageOps

    with _opened(source, kind) as image:
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((WIDTH, 3 * WIDTH))
        _save(upright, folder / "1.webp")
    return {"drawn": 1}


def _save(image: "Image.Image", target: Path) -> None:
    image.convert("RGB").save(target, "WEBP", quality=80, method=2)


COMMANDS: dict[str, Callable[[list[str]], Found]] = {
    "pdf": lambda words: pdf(Path(words[0])),
    "picture": lambda words: picture(Path(words[0]), words[1]),
    "draw": lambda words: draw(Path(words[0]), int(words[1]), int(words[2]), Path(words[3])),
    "shrink": lambda words: shrink(Path(words[0]), words[1], Path(words[2])),
}


def main(arguments: list[str]) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    command, *words = arguments
    sys.stdout.write(json.dumps(COMMANDS[command](words)) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
