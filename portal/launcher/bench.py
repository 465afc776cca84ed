"""``script/bench``: the benchmarks, on servers of their own that lose nothing with the power."""

import os
import subprocess
from pathlib import Path

from .assets import build_assets
from .environment import python_of
from .locks import alone
from .paths import Layout
from .scratch import scratch_postgres, scratch_valkey
from .words import compile_words


def bench(layout: Layout, arguments: list[str]) -> int:
    with alone(layout.locks / "setup", "Waiting for another command to finish its set-up …"):
        build_assets(layout)
        compile_words(layout)
    with scratch_postgres(layout, careless=False) as database, scratch_valkey(layout) as broker:
        env = {**os.environ, "DATABASE_URL": database, "REDIS_URL": broker}
        argv: list[str | Path] = [python_of(layout), "-m", "benchmarks", *arguments]
        return subprocess.run(argv, cwd=layout.checkout, env=env, check=False).returncode
