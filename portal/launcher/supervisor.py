"""Keeps services running: starts them in order, restarts what dies, stops them in reverse."""

import subprocess
import time
from dataclasses import dataclass

from .say import tell
from .service import Service, ask_to_stop, clear, see_off, spawn

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
STEADY = 60.0
"""Seconds after which a restarted service is trusted again and its pause starts over."""


@dataclass
class _Running:
    service: Service
    process: subprocess.Popen[bytes]
    started: float
    pause: float = FIRST_PAUSE
    again_at: float | None = None
    """When to start it anew; it is dead until then."""


class Supervisor:
    def __init__(self) -> None:
        self._running: list[_Running] = []

    def start(self, service: Service) -> subprocess.Popen[bytes]:
        process = spawn(service)
        self._running.append(_Running(service, process, time.monotonic()))
        return process

    def look_after(self) -> None:
        """Notice what died since the last look, and start again what has waited long enough."""
        for entry in self._running:
            if entry.again_at is None:
                self._notice_death(entry)
            elif time.monotonic() >= entry.again_at:
                entry.process, entry.started, entry.again_at = spawn(entry.service), time.monotonic(), None

    def stop(self) -> None:
        """End everything, the last started first. Only foundations wait until those above them are gone."""
        for entry in reversed(self._running):
            if not entry.service.foundation:
                ask_to_stop(entry.process, entry.service)
        for entry in reversed(self._running):
            if entry.service.foundation:
                ask_to_stop(entry.process, entry.service)
            see_off(entry.process, entry.service)
        self._running.clear()

    def _notice_death(self, entry: _Running) -> None:
        code = entry.process.poll()
        if code is None:
            return
        clear(entry.process)
        now = time.monotonic()
        if now - entry.started > STEADY:
            entry.pause = FIRST_PAUSE
        how = f"signal {-code}" if code < 0 else f"exit code {code}"
        tell(f"{entry.service.name} died ({how}); again in {entry.pause:g} s. Log: {entry.service.log}")
        entry.again_at = now + entry.pause
        entry.pause = min(entry.pause * 2, LONGEST_PAUSE)
