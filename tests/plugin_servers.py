"""Gives the tests a PostgreSQL and a Valkey of their own before Django reads its settings.

Named in ``addopts``, because pytest-django reads the settings before any ``conftest.py`` is heard.
With xdist the controller's PostgreSQL serves all workers, each in a database of its own; every worker
has its own Valkey, so that no test takes another's task. The migrations have run in a database that each
test database is copied from.
"""

import os
from contextlib import ExitStack

import pytest

from portal.launcher.migrated import TEMPLATE, migrated_cluster
from portal.launcher.paths import HERE
from portal.launcher.scratch import scratch_folder, scratch_postgres, scratch_valkey

PRODUCTION_ONLY = ("DEBUG", "DATABASE_POOL", "STATIC_MANIFEST", "HTTPS", "PORTAL_PROCESS")


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Whatever servers and switches the shell names are not the tests'."""
    servers = ExitStack()
    early_config.add_cleanup(servers.close)
    for switch in PRODUCTION_ONLY:
        os.environ.pop(switch, None)
    if "PYTEST_XDIST_WORKER" not in os.environ:
        os.environ["DATABASE_URL"] = servers.enter_context(
            scratch_postgres(HERE, careless=True, like=migrated_cluster(HERE))
        )
    os.environ["REDIS_URL"] = servers.enter_context(scratch_valkey(HERE))
    files = servers.enter_context(scratch_folder(HERE))
    for setting, name in {"MEDIA_ROOT": "media", "STATIC_ROOT": "static"}.items():
        (files / name).mkdir()
        os.environ[setting] = str(files / name)


@pytest.hookimpl(trylast=True)
def pytest_configure() -> None:
    from django.conf import settings  # not before pytest-django has read them

    from tests import emptying

    settings.DATABASES["default"].setdefault("TEST", {})["TEMPLATE"] = TEMPLATE
    emptying.install()
