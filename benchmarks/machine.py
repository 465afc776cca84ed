"""What the figures were taken on."""

import os
import platform
from pathlib import Path

import django
from django.db import connection

from portal.celery import app


def description() -> list[tuple[str, str]]:
    with app.connection_for_read() as broker:
        server = broker.default_channel.client.info("server")
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version'), current_setting('fsync')")
        version, fsync = cursor.fetchone()
    return [
        ("Processor", _processor()),
        ("Cores", str(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count())),
        ("Memory", f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 1024**3:.1f} GB"),
        ("System", f"{platform.system()} {platform.release()}"),
        ("Python", platform.python_version()),
        ("Django", django.get_version()),
        ("PostgreSQL", f"{version}, fsync {fsync}"),
        ("Valkey", str(server.get("valkey_version") or server.get("redis_version"))),
    ]


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [line for line in info.read_text().splitlines() if line.startswith("model name")]
        if names:
            return names[0].partition(":")[2].strip()
    return platform.processor() or platform.machine()
