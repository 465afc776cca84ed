"""``python -m benchmarks.signing``: sign the sheets named on standard input, on several connections at once.

Input: {"warm": [[sheet, edit version, user], …], "sheets": […], "threads": n}. It signs what it is to warm up
with, waits for a line after that, so that several processes begin together, and answers
{"signed": n, "refused": n, "seconds": s}.
"""

import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    os.environ["PORTAL_PROCESS"] = "web"
    import django

    django.setup()
    job = json.loads(sys.stdin.readline())
    with ThreadPoolExecutor(job["threads"]) as pool:
        list(pool.map(_sign, job["warm"]))
        print("ready", flush=True)
        sys.stdin.readline()
        began = time.perf_counter()
        outcomes = list(pool.map(_sign, job["sheets"]))
    seconds = time.perf_counter() - began
    print(json.dumps({"signed": sum(outcomes), "refused": outcomes.count(False), "seconds": seconds}), flush=True)


def _sign(row: list[int]) -> bool:
    from accounts.models import User
    from reviews.errors import ReviewError
    from reviews.models import ScoreSheet
    from reviews.services.sheets import submit_sheet

    sheet, edit_version, user = row
    try:
        signer = User.objects.get(pk=user)
        found: Any = ScoreSheet.objects.get(pk=sheet)
        submit_sheet(assignment=found.assignment_id, edit_version=edit_version, by=signer)
    except ReviewError:
        return False
    return True


if __name__ == "__main__":
    main()
