"""The README's four pictures, taken of the demo: python -m tests.browser.pictures."""

import io
import tempfile
from pathlib import Path

import pdfplumber
from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

from tests.browser.chromium import launch
from tests.browser.people import DESK, Door
from tests.browser.server import ROOT, Server, load_demo

PICTURES = ROOT / "docs" / "pictures"
COLOURS = 200  # enough for flat pages, and a third of the bytes
LINE, EDGE = 1, (160, 156, 148)  # so that white paper has an edge on a white page


def keep(name: str, content: bytes | Image.Image) -> None:
    picture = content if isinstance(content, Image.Image) else Image.open(io.BytesIO(content))
    PICTURES.mkdir(parents=True, exist_ok=True)
    flat = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    flat.save(PICTURES / f"{name}.png", optimize=True)


def tablet(door: Door) -> None:
    page = door.representative(7)
    expect(page.locator("html[data-live=on]")).to_be_attached()
    page.get_by_label("内容").fill("村口的水管冬天一冻就裂，入冬前能不能埋深一些？")
    keep("tablet", page.screenshot())


def board(door: Door) -> Page:
    page = door.staff("liwenjing", DESK)
    page.goto("/board")
    expect(page.locator(".lane").first).to_be_visible()
    keep("board", page.screenshot())
    return page


def notice(page: Page) -> None:
    page.goto("/notices")
    page.get_by_role("link", name="〔2013〕2号").click()
    page.get_by_role("link", name="看印样").click()
    expect(page.locator(".letter-no")).to_be_visible()
    keep("notice", printed(page))


def minutes(page: Page) -> None:
    page.goto("/meetings/1/paper")
    expect(page.locator(".sheet").first).to_be_visible()
    keep("minutes", printed(page))


def printed(page: Page) -> Image.Image:
    """The first sheet, with an edge."""
    content = page.pdf(prefer_css_page_size=True, print_background=True)
    with pdfplumber.open(io.BytesIO(content)) as paper:
        sheet = paper.pages[0].to_image(resolution=180).original.convert("RGB")
    sheet = sheet.resize((sheet.width // 2, sheet.height // 2), Image.Resampling.LANCZOS)
    framed = Image.new("RGB", (sheet.width + 2 * LINE, sheet.height + 2 * LINE), EDGE)
    framed.paste(sheet, (LINE, LINE))
    return framed


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        demo, served = Path(folder, "demo"), Path(folder, "served")
        demo.mkdir()
        load_demo(demo)
        server, browser = Server(demo, served), launch(playwright)
        try:

            def context(**more: object) -> object:
                return browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", **more)  # type: ignore[arg-type]

            door = Door(server.url, context)  # type: ignore[arg-type]
            tablet(door)
            desk = board(door)
            notice(desk)
            minutes(desk)
        finally:
            browser.close()
            server.stop()


if __name__ == "__main__":
    main()
