"""A whole evaluation of the 81 cities, from an empty portal to the sealed package, played once."""

from django.core.management import call_command

from benchmarks.lines import Line, timed_ms
from portal.rehearsal.play import play
from portal.rehearsal.script import Script

BAR_SECONDS = 180.0


def measure() -> list[Line]:
    """In the empty database, which is empty again afterwards: cities of other rounds take no part."""
    script = Script()
    seconds = timed_ms(lambda: play(script, lambda _what: None)) / 1000
    call_command("flush", interactive=False, verbosity=0)
    what = f"{script.cities} cities, {script.experts} experts: from the set-up to the sealed package"
    return [Line("Rehearsal", what, seconds, BAR_SECONDS, unit="s")]
