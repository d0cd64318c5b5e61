"""The system's Chromium: Playwright's own builds cannot be fetched everywhere."""

import os
import shutil
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Playwright

SHOTS = Path(__file__).parents[2] / "build" / "shots"
# Without a way out Chromium keeps retrying its own services; /dev/shm is small in containers.
FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]


def launch_args() -> dict[str, Any]:
    """For `browser_type_launch_args`, pytest-playwright's own hook."""
    program = shutil.which("chromium")
    if program is None:
        raise RuntimeError("no chromium: run tests/system.sh")
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []  # root has no sandbox
    return {"executable_path": program, "args": FLAGS + sandbox}


def launch(playwright: Playwright) -> Browser:
    return playwright.chromium.launch(**launch_args())


def shot(page: Page, name: str) -> None:
    """The whole page as build/shots/<name>.png, for people to look at: with KAIMEN_SHOTS set, since
    taking it costs as much as the rest of a look at a page."""
    if not os.environ.get("KAIMEN_SHOTS"):
        return
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png", full_page=True)
