"""专家打分表 and 评审承诺书 as PDF: the same content gives the same bytes."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

from django.conf import settings
from django.utils.translation import gettext as _

from reviews.errors import ReviewError

TEMPLATES = Path(__file__).parent / "data"


def form_pdf(template: Literal["score_sheet", "pledge"], form: Mapping[str, Any]) -> bytes:
    """``form``: what it says, as texts. A character that no face can draw is a ReviewError, never a box."""
    import typst

    try:
        content = typst.compile(
            (TEMPLATES / f"{template}.typ").read_bytes(),
            font_paths=_faces(),
            ignore_system_fonts=True,
            sys_inputs={"form": json.dumps(form, ensure_ascii=False)},
            pdf_standards=["a-2b"],
        )
    except typst.TypstError as error:
        raise ReviewError(_("The sheet can't be printed: %(why)s") % {"why": error}) from error
    if not isinstance(content, bytes):
        raise TypeError("Typst gives the PDF in one piece")
    return content


@cache
def _faces() -> Any:
    """Exactly the faces that set-up ships: what a machine has installed must not change a document."""
    import typst

    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(settings.DOCUMENT_FONTS)]
    )
