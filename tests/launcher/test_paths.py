"""Where the embedded servers live."""

import os
import pwd
from pathlib import Path

import environ
import pytest

from portal.launcher.paths import LONGEST_SOCKET_PATH, Layout, postgres_url, reachable

SOMEBODY = 1000
ROOT = 0


def somebody(*, uid: int) -> pwd.struct_passwd:
    return pwd.struct_passwd(("somebody", "x", uid, uid, "", "/", "/bin/sh"))


def test_data_and_sockets_lie_in_var_of_the_checkout() -> None:
    layout = Layout(Path("/srv/portal"), SOMEBODY)

    assert (layout.servers, layout.sockets) == (Path("/srv/portal/var"), Path("/srv/portal/var/run"))


@pytest.mark.parametrize("checkout", ["/srv/" + "x" * 90, "/srv/试点" * 12, "/srv/a, b"])
def test_sockets_leave_a_folder_that_cannot_name_them(checkout: str) -> None:
    layout = Layout(Path(checkout), SOMEBODY)

    assert layout.sockets == Path("/tmp") / layout.tag  # noqa: S108
    assert len(os.fsencode(layout.sockets / ".s.PGSQL.5432")) <= LONGEST_SOCKET_PATH


def test_two_checkouts_and_two_users_never_share_a_folder() -> None:
    layouts = [Layout(Path(checkout), uid) for checkout in ("/a", "/b") for uid in (ROOT, SOMEBODY)]

    assert len({layout.tag for layout in layouts}) == 4


def test_root_keeps_data_outside_a_checkout_that_the_servers_account_cannot_enter(tmp_path: Path) -> None:
    (closed := tmp_path / "closed").mkdir(mode=0o700)
    layout = Layout(closed, ROOT)

    assert (layout.servers, layout.var) == (Path("/var/tmp") / layout.tag, closed / "var")  # noqa: S108


def test_a_folder_is_reachable_for_its_owner_or_when_everyone_may_pass(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    above = all(parent.stat().st_mode & 0o001 for parent in tmp_path.parents)
    assert not reachable(tmp_path, somebody(uid=tmp_path.stat().st_uid + 1))

    tmp_path.chmod(0o701)
    assert reachable(tmp_path, somebody(uid=tmp_path.stat().st_uid + 1)) is above


@pytest.mark.parametrize("folder", ["/srv/a b/run", "/srv/试点/100%/run", "/srv/a+b/run"])
def test_the_address_names_the_folder_that_listens(folder: str) -> None:
    config = environ.Env.db_url_config(postgres_url(Path(folder)))

    assert (config["HOST"], config["NAME"], config["USER"], config["PORT"]) == (folder, "portal", "portal", 5432)


def test_the_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    layout = Layout(tmp_path, os.getuid())

    first, second = layout.secret_key(), layout.secret_key()

    assert first == second
    assert len(first) >= 50
    assert (tmp_path / "var" / "secret_key").stat().st_mode & 0o777 == 0o600
    assert [file.name for file in (tmp_path / "var").iterdir()] == ["secret_key"]
