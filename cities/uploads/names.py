"""Names that people gave their files: shown, never used as a path."""

import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cities.errors import CityError

LONGEST = 120
"""Characters of a file's name with its extension; Chinese names must fit into 255 bytes in most file systems."""

SECRET_MARKS = ("绝密", "机密", "秘密")


@dataclass(frozen=True)
class SafeName:
    """A name that may be shown and offered for download. ``note`` says what was changed, if anything."""

    name: str
    note: str = ""

    @property
    def stem(self) -> str:
        return self.name.rpartition(".")[0] or self.name

    @property
    def extension(self) -> str:
        """In lower case without the dot; empty if there is none."""
        stem, _dot, extension = self.name.rpartition(".")
        return extension.lower() if stem else ""

    def with_extension(self, extension: str) -> "SafeName":
        note = _("The name had no extension; .%(extension)s was added.") % {"extension": extension}
        return SafeName(f"{self.name}.{extension}", f"{self.note} {note}".strip())


def safe_name(given: str) -> SafeName:
    """The name without folders and without characters that nobody sees; a very long one is cut. It says what was
    changed.
    """
    _folders, slash, last = given.replace("\\", "/").rpartition("/")
    whole = unicodedata.normalize("NFC", last)
    visible = "".join(c for c in whole if unicodedata.category(c)[0] != "C")
    plain = " ".join(visible.split()).strip(". ")
    if not plain:
        raise CityError(_("The file has no name. Give it one and hand it in again."))
    notes = [_("Folders are no part of a name: only what stands after them was kept.")] if slash else []
    if visible != whole:
        notes.append(_("Characters that nobody can see were taken out of the name."))
    return _cut(SafeName(plain, " ".join(notes)))


def refuse_secret(name: SafeName) -> None:
    """Classified material must not be handed in; a name that says so is stopped at the door."""
    if marks := [mark for mark in SECRET_MARKS if mark in name.name]:
        raise CityError(
            _(
                "The name contains “%(mark)s”. Classified material must never be uploaded here. If the document is"
                " not classified, rename the file and hand it in again."
            )
            % {"mark": marks[0]}
        )


def _cut(name: SafeName) -> SafeName:
    if len(name.name) <= LONGEST:
        return name
    ending = f".{name.extension}" if 0 < len(name.extension) <= 8 else ""
    cut = name.name[: LONGEST - len(ending)] + ending
    note = _("The name had %(length)d characters and was cut to %(limit)d.") % {
        "length": len(name.name),
        "limit": LONGEST,
    }
    return SafeName(cut, f"{name.note} {note}".strip())
