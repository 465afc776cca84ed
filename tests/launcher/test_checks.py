"""What ``script/test`` is asked for."""

import os
import subprocess
import sys

import pytest

from portal.launcher.checks import with_profile

LIMITS = """
import hypothesis, tests.conftest
from tests.scoring.test_running_order import test_no_way_of_sharing_out_has_fewer_misfits as own
print(hypothesis.settings().max_examples, own._hypothesis_internal_use_settings.max_examples)
"""
"""Examples of any property, and of the only one that has a limit of its own."""


def test_nightly_tries_every_property_on_a_thousand_examples_and_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HYPOTHESIS_PROFILE", "quick")

    assert with_profile(["--nightly", "tests/scoring", "-q"]) == ["tests/scoring", "-q"]

    limits = subprocess.run([sys.executable, "-c", LIMITS], env=dict(os.environ), capture_output=True, text=True)
    assert limits.stdout.split() == ["2000", "1000"]


def test_while_working_properties_are_tried_on_few_examples(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HYPOTHESIS_PROFILE", "quick")

    assert with_profile(["tests/scoring"]) == ["tests/scoring"]

    assert os.environ["HYPOTHESIS_PROFILE"] == "quick"
