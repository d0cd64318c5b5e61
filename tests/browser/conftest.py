"""Every browser test runs in the system's Chromium."""

from typing import Any

import pytest

from tests.browser import chromium


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, **chromium.launch_args()}
