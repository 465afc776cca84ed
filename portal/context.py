"""What every page shows around its content. Each part is asked for only by the pages that show it."""

from typing import Any, NamedTuple

from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.bilingual import in_readers_language
from accounts.home import StatusPart
from accounts.models import User
from cities.home import ActingChoice, acting_choices, way_back
from notices.queries import unread_count
from portal import home
from portal.home import UNREAD
from rounds.models import Round
from rounds.queries import known_of, rounds_seen_by

THEME_COOKIE = "theme"
ROUND_KEY = "round"


class Option(NamedTuple):
    value: str
    label: Any
    icon: str


THEMES = (
    Option("auto", _("As the system has it"), "adjustments"),
    Option("light", _("Light"), "sun"),
    Option("dark", _("Dark"), "moon"),
)


class Theme:
    """``chosen`` is the reader's choice; ``shown`` what the page is sent in (a script decides for “auto”)."""

    options = THEMES

    def __init__(self, cookie: str) -> None:
        self.chosen = cookie if cookie in {option.value for option in THEMES} else "auto"
        self.shown = "dark" if self.chosen == "dark" else "light"


class Shell:
    """The frame around one answer."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def user(self) -> User | None:
        user = getattr(self._request, "user", None)
        return user if isinstance(user, User) else None

    @cached_property
    def rounds(self) -> list[Round]:
        return home.rounds_with_counts(self.user) if self.user else list(rounds_seen_by(None))

    @cached_property
    def round(self) -> Round | None:
        """The one in the page's address, else the one last chosen, else the newest."""
        match = self._request.resolver_match
        in_address = match.kwargs.get("slug") if match else None
        session = getattr(self._request, "session", {})
        for slug in (in_address, self._request.GET.get("round"), session.get(ROUND_KEY)):
            if found := next((round for round in self.rounds if round.slug == slug), None):
                return found
        return self.rounds[0] if self.rounds else None

    @cached_property
    def sections(self) -> list[home.NavSection]:
        return home.nav_sections(self.user, self.round) if self.user else []

    @cached_property
    def current_url(self) -> str:
        """The place of the rail that this page is at or below."""
        urls = [item.url for section in self.sections for item in section.items]
        path = self._request.path
        return max((url for url in urls if path.startswith(url)), key=len, default="")

    @cached_property
    def rail(self) -> list[home.NavSection]:
        return home.opened(self.sections, self.current_url)

    @cached_property
    def acting(self) -> list[ActingChoice]:
        """The cities that the person can choose between; none for most people."""
        return acting_choices(self.user, self.round) if self.user and self.sections else []

    @cached_property
    def way_back(self) -> str:
        """Out of entering on a city's behalf; empty for everybody else."""
        return way_back(self.user, self.round) if self.user else ""

    @cached_property
    def unread(self) -> int:
        if self.user is None:
            return 0
        known = known_of(self.round, self.user, UNREAD) if self.round else None
        return unread_count(self.user) if known is None else int(known)

    @cached_property
    def status(self) -> list[StatusPart]:
        return home.status_line(self.user, self.round) if self.user else []

    @cached_property
    def is_demonstration(self) -> bool:
        return bool((self.round and self.round.is_demonstration) or (self.user and self.user.is_demonstration))

    @cached_property
    def paused_because(self) -> str:
        if not self.user or not self.round or not self.round.is_paused:
            return ""
        return in_readers_language(self.round.paused_because_zh, self.round.paused_because_en)


def shell(request: HttpRequest) -> dict[str, Any]:
    return {"shell": Shell(request), "theme": Theme(request.COOKIES.get(THEME_COOKIE, ""))}
