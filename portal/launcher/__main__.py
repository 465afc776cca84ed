"""The second half of every script, run inside the environment: the command itself."""

import sys

from .bench import bench
from .checks import check
from .manage import manage
from .paths import HERE
from .relock import relock
from .say import Failure, tell
from .serve import serve

COMMANDS = {"server": serve, "manage": manage, "test": check, "bench": bench, "lock": relock}


def main(command: str, arguments: list[str]) -> int:
    try:
        return COMMANDS[command](HERE, arguments)
    except Failure as failure:
        tell(str(failure))
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
