"""A finding entered on a tablet whose network goes: its words go out once, its photos are never
lost in silence, and the next person reads nothing of it."""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Dialog, Page, expect

from models import InspectionFinding, db
from models.demo import digits
from tests.browser.people import UPRIGHT, Door, Troubles
from tests.browser.server import Server

pytestmark = pytest.mark.xdist_group("browser")

FLAWS = Path(__file__).with_name("flaws.js").read_text()
STORED = "() => JSON.stringify(Object.entries(localStorage))"
PATIENCE = 30_000  # ms


@pytest.fixture(scope="module")
def own(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose inspections may be written on."""
    running = Server(demo, tmp_path_factory.mktemp("findings"))
    yield running
    running.stop()
    assert "Traceback" not in running.log, running.log


def opened(own: Server, new_context: Any, seat: int) -> Page:
    """The page of the inspection that has taken place, before its representative."""
    page = Door(own.url, new_context).representative(seat, size=UPRIGHT)
    page.goto("/mine")
    page.get_by_role("link", name="电话抽查").first.click()
    expect(page.get_by_role("button", name="提交", exact=True)).to_be_visible()
    return page


def photo() -> dict[str, Any]:
    out = io.BytesIO()
    Image.new("RGB", (30, 20), "#884").save(out, "JPEG")
    return {"name": "窗口.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def write(page: Page, words: str, photos: int = 0) -> None:
    page.get_by_text("庸懒散", exact=True).last.click()
    page.get_by_label("发现的问题").fill(words)
    page.get_by_label("现场照片").set_input_files([photo()] * photos)
    page.get_by_role("button", name="提交", exact=True).click()


def kept(own: Server, words: str) -> list[tuple[int, int]]:
    """How often the database has it: its photos, and those that are missing."""
    with own.inside():
        every = db.session.query(InspectionFinding).order_by(InspectionFinding.id)
        return [(len(one.photos), one.photos_due) for one in every if one.text == words]


def test_what_is_written_without_a_network_goes_out_once_with_its_photos(
    own: Server, new_context: Any
) -> None:
    page = opened(own, new_context, 28)
    troubles = Troubles(page, own.url)
    assert page.evaluate(FLAWS) == []
    page.context.set_offline(True)
    write(page, "断网时记的第一处", photos=2)
    expect(page.get_by_text("接通后自动发送，先发文字，再发照片")).to_be_visible()
    assert page.evaluate(FLAWS) == []
    assert "断网时记的" not in page.evaluate(STORED)  # no encrypted connection: never on the disk
    page.get_by_role("button", name="再记一条").click()
    write(page, "断网时记的第二处")
    page.get_by_role("button", name="换人").click()
    expect(page.get_by_text("只存在这一页里", exact=False).first).to_be_visible()
    page.get_by_role("button", name="返回").click()
    page.context.set_offline(False)
    found = page.locator("#found")
    expect(found.get_by_text("断网时记的第一处")).to_be_visible(timeout=PATIENCE)
    expect(found.get_by_text("断网时记的第二处")).to_be_visible(timeout=PATIENCE)
    assert kept(own, "断网时记的第一处") == [(2, 0)] and kept(own, "断网时记的第二处") == [(0, 0)]
    page.get_by_role("button", name="换人").click()
    expect(page.get_by_label("代表证号码")).to_be_visible(timeout=PATIENCE)
    page.get_by_label("代表证号码").fill(digits(2, 7))
    page.get_by_role("button", name="进入").click()
    expect(page.get_by_text("07 号代表")).to_be_visible(timeout=PATIENCE)
    assert "断网时记的" not in page.content() + page.evaluate(STORED)
    assert not [one for one in troubles if "ERR_INTERNET_DISCONNECTED" not in one]


def test_a_photo_that_was_lost_is_asked_for_again(own: Server, new_context: Any) -> None:
    page = opened(own, new_context, 2)
    page.on("dialog", Dialog.accept)  # leaves, though the photo has not gone out
    page.route(re.compile("/photos$"), lambda route: route.abort())
    write(page, "照片没有传上来的一处", photos=1)
    expect(page.get_by_text("照片还在发送，请不要关闭这一页")).to_be_visible(timeout=PATIENCE)
    page.unroute_all()
    page.reload()
    asked = page.locator("#found form").filter(has_text="还差 1 张照片没有传上来")
    expect(asked).to_be_visible()
    assert page.evaluate(FLAWS) == []
    assert kept(own, "照片没有传上来的一处") == [(0, 1)]
    asked.get_by_label("补传的照片").set_input_files([photo()])
    asked.get_by_role("button", name="补传", exact=True).click()
    expect(page.get_by_text("的照片已收到")).to_be_visible()
    assert kept(own, "照片没有传上来的一处") == [(1, 0)]


def test_what_is_not_taken_comes_back_with_its_words(own: Server, new_context: Any) -> None:
    page = opened(own, new_context, 28)
    page.route(
        re.compile("/mine/inspections/findings$"),
        lambda route: route.fulfill(status=422, body="请选择问题类型", content_type="text/plain"),
    )
    write(page, "没有收下的一处", photos=1)
    expect(page.get_by_text("有一条没有收下")).to_be_visible()
    expect(page.get_by_text("请选择问题类型")).to_be_visible()
    page.unroute_all()
    page.get_by_role("button", name="取回修改").click()
    expect(page.get_by_label("发现的问题")).to_have_value("没有收下的一处")
    page.get_by_role("button", name="提交", exact=True).click()
    expect(page.locator("#found").get_by_text("没有收下的一处")).to_be_visible(timeout=PATIENCE)
    assert kept(own, "没有收下的一处") == [(1, 0)]
