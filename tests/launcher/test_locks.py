"""The two locks agree, and name no registry."""

import json
import re

from portal.launcher.paths import CHECKOUT


def pins(lock: str) -> set[str]:
    return set(re.findall(r"^(\S+==[^\\\n]+?) ?\\?$", (CHECKOUT / lock).read_text(), re.MULTILINE))


def test_the_development_lock_holds_everything_of_the_product() -> None:
    product = pins("requirements.txt")

    assert len(product) > 40
    assert product - pins("requirements-dev.txt") == set()


def test_no_lock_names_a_registry() -> None:
    packages = json.loads((CHECKOUT / "package-lock.json").read_text())["packages"]
    locks = "".join((CHECKOUT / name).read_text() for name in ("requirements.txt", "requirements-dev.txt"))

    assert [name for name, entry in packages.items() if "resolved" in entry] == []
    assert re.findall(r"https?://|--index-url|--extra-index-url|--find-links", locks) == []
