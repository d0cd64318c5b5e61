"""People in front of their devices: each in a browser context of their own, watched for trouble."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Route, expect

from models.demo import PASSWORD, digits

DESK = {"width": 1366, "height": 768}
TABLET = {"width": 1280, "height": 800}
UPRIGHT = {"width": 800, "height": 1280}
WALL = {"width": 1920, "height": 1080}

NewContext = Callable[..., BrowserContext]


class Troubles(list[str]):
    """What a page's console said, and what it wanted from elsewhere."""

    def __init__(self, page: Page, origin: str) -> None:
        super().__init__()
        self.page, self.host = page, urlsplit(origin).netloc
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.append(f"{page.url}: {error}"))
        page.on("request", self._asked)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            where = message.location.get("url", "").rpartition("/")[2]
            self.append(f"{self.page.url}: {message.type} in {where}: {message.text}")

    def _asked(self, request: Request) -> None:
        url = urlsplit(request.url)
        if url.scheme not in {"data", "blob"} and url.netloc != self.host:
            self.append(f"{self.page.url}: asked {request.url}")


@contextmanager
def without_scripts_yet(page: Page, address: str) -> Iterator[None]:
    """The page is there and can be typed into; its scripts come afterwards: a slow network."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        if route.request.url.partition("?")[0].endswith("/left.js"):  # the page itself waits for it
            route.continue_()
        else:
            held.append(route)

    page.route("**/static/**/*.js*", hold)
    page.goto(address, wait_until="commit")
    yield
    for route in held:
        route.continue_()
    page.unroute("**/static/**/*.js*", hold)
    page.wait_for_load_state()


class Door:
    """The way in for everybody."""

    def __init__(self, url: str, new_context: NewContext) -> None:
        self.url, self.new_context = url, new_context

    def open(self, size: dict[str, int], **more: Any) -> Page:
        """A device with nobody signed in."""
        touch = size in (TABLET, UPRIGHT)
        context = self.new_context(viewport=size, base_url=self.url, has_touch=touch, **more)
        return context.new_page()

    def staff(self, login: str, size: dict[str, int] = DESK, **more: Any) -> Page:
        page = self.open(size, **more)
        page.goto("/login")
        page.get_by_label("账号").fill(login)
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        expect(page).not_to_have_url(re.compile("/login"))
        return page

    def representative(
        self, seat: int, visit: int = 2, size: dict[str, int] = TABLET, **more: Any
    ) -> Page:
        """With the card's QR: the digits stand behind the #."""
        page = self.open(size, **more)
        page.goto(f"/card#{digits(visit, seat)}")
        if more.get("java_script_enabled") is False:
            page.get_by_label("代表证号码").fill(digits(visit, seat))
        page.get_by_role("button", name="进入").click()
        expect(page).not_to_have_url(re.compile("/card"))
        page.wait_for_load_state()  # its scripts run after the text is there
        return page
