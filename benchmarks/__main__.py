"""``python -m benchmarks [--check] [--runs n]``: measure everything on a database made for it, dropped later."""

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager


def main() -> int:
    arguments = _arguments()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    os.environ["PORTAL_PROCESS"] = "web"
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    import django

    django.setup()
    from benchmarks.lines import Line, of_all_runs
    from benchmarks.machine import description
    from benchmarks.report import as_text, write_page
    from benchmarks.run import PARTS, in_order, measure_all

    machine = [*description(), ("Runs", str(arguments.runs))]
    print("\n".join(f"{name}: {value}" for name, value in machine), flush=True)
    runs: list[list[Line]] = []
    for _run in range(arguments.runs):
        runs.append([])
        with _own_database():
            for part in [PARTS[arguments.only]()] if arguments.only else measure_all():
                print(as_text(part), flush=True)  # at once: what is measured is not lost with what comes after
                runs[-1] += part
    lines = in_order(of_all_runs(runs))
    missed = [line for line in lines if line.is_missed]
    if arguments.check:
        for line in missed:
            print(f"Missed: {line.what}: {line.value_text} {line.unit}, bar {line.bar_text}", file=sys.stderr)
        return 1 if missed else 0
    if not arguments.only:
        write_page(lines, machine)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/bench", description="Measure the portal against its bars.")
    parser.add_argument(
        "--check", action="store_true", help="exit with 1 if a bar is missed, naming it; docs/ is left alone"
    )
    parser.add_argument(
        "--only",
        choices=["scoring-day", "storm", "pages", "reports", "assignment", "handing-in", "national", "rehearsal"],
        help="one part; docs/ is left alone",
    )
    parser.add_argument(
        "--runs", type=int, default=1, help="measure all that often: the lowest of times, the highest of all else"
    )
    return parser.parse_args()


@contextmanager
def _own_database() -> Iterator[None]:
    """An empty database on the configured server. The portal's own is never touched."""
    from django.db import connection

    name = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = f"benchmark_{name}"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


if __name__ == "__main__":
    sys.exit(main())
