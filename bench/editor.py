"""The editor of minutes with 200 items in Chromium: from a key to the letter on the screen, while
the draft saves itself; and how long the page takes to come. It needs what tests need."""

import argparse
import json
import shutil
import statistics
import tempfile
import time
from datetime import date, datetime
from pathlib import Path
from typing import Any

import flask_migrate

from app import create_app
from bench.meters import summary
from bench.server import HOST, Server
from models import (
    Account,
    AttendanceKind,
    DecisionRow,
    Meeting,
    MeetingKind,
    Role,
    Unit,
    UnitKind,
    begin_writing,
    clock,
    db,
)

ITEMS, KEYS = 200, 200
PASSWORD = "a long enough one"
HELD = datetime(2013, 6, 20, 15, tzinfo=clock.SHANGHAI)
SAID = "会议听取了汇报，认为这项工作事关群众切身利益，应当责任到人、说到做到，进度向社会公开。" * 5
KEY = 60  # ms between two keys, as a fast typist has

# From the event of the key until the frame with its letter has been handed to the screen.
WATCH = """() => {
  window.took = [];
  let began = 0;
  addEventListener("keydown", (event) => { began = event.timeStamp; }, true);
  addEventListener("input", () => {
    const since = began;
    requestAnimationFrame(() => {
      const port = new MessageChannel();
      port.port1.onmessage = () => window.took.push(performance.now() - since);
      port.port2.postMessage(0);
    });
  }, true);
}"""


def write_draft(settings: dict[str, str], items: int) -> int:
    """The meeting's id."""
    app = create_app(dict(settings))
    with app.app_context():
        flask_migrate.upgrade()
        begin_writing()
        office = Unit.found("县政府办公室", UnitKind.OFFICE, "system")
        units = [Unit.found(f"县第{n}局", UnitKind.DEPARTMENT, "system") for n in range(40)]
        by = Account.open(
            login="recorder", name="文秘甲", role=Role.RECORDER, unit=office,
            password=PASSWORD, by="system",
        )  # fmt: skip
        meeting = Meeting.convene(by, kind=MeetingKind.EXECUTIVE, title="常务会议", held_at=HELD)
        meeting.add(by, AttendanceKind.PRESENT, name="王建军")
        for number in range(items):
            item = meeting.minutes.add_item(by, f"关于第{number + 1}件事", "某局局长")
            item.save(by, {"said": f"{SAID}\n{SAID}"})
            item.add_statement(by, "某镇镇长", SAID)
            due = date(2013, 7, 1)
            item.add_decision(by, DecisionRow(f"办好第{number + 1}件事。", units[number % 40], due))
        db.session.commit()
        key = meeting.id
        db.session.remove()
        db.engine.dispose()
    return key


def type_into(page: Any, items: int, keys: int) -> list[float]:
    """In the middle of the draft, at the end of a long text."""
    box = page.get_by_label("汇报和讨论情况").nth(items // 2)
    box.click()
    page.keyboard.press("Control+End")
    page.evaluate(WATCH)
    for number in range(keys):
        page.keyboard.press("Enter" if number % 40 == 39 else "a")
        page.wait_for_timeout(KEY)
    took: list[float] = page.evaluate("window.took")
    return took


def measure(url: str, bare: str, key: int, items: int, keys: int) -> dict[str, Any]:
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1366, "height": 768}, locale="zh-CN")
        page.goto(f"{url}/login")
        page.get_by_label("账号").fill("recorder")
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.wait_for_load_state()
        route = statistics.median(loaded(page, bare) for _ in range(5))
        whole = loaded(page, f"{url}/meetings/{key}/draft")
        took = type_into(page, items, keys)
        page.get_by_text("已保存 ").first.wait_for()
        figures = {
            "items": items,
            "loaded_s": round(whole, 2),
            "loaded_to_bare_route": round(whole / route, 1),
            "keystrokes": len(took),
            "painted_ms": summary(took),
            "saved": page.locator("#saved").inner_text(),
        }
        browser.close()
    return figures


def loaded(page: Any, url: str) -> float:
    """Seconds until the browser has all of it."""
    began = time.perf_counter()
    page.goto(url)
    page.wait_for_load_state("load")
    return time.perf_counter() - began


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bench editor")
    parser.add_argument("--items", type=int, default=ITEMS)
    parser.add_argument("--keys", type=int, default=KEYS)
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        settings = {"KAIMEN_ENV": "demo", "DATA_DIR": folder}
        key = write_draft(settings, chosen.items)
        with (
            Server("app:create_app()", Path(folder, "log"), settings) as server,
            Server("bench.hello:app", Path(folder, "hello"), settings, ready="/") as hello,
        ):
            urls = [f"http://{HOST}:{each.port}" for each in (server, hello)]
            figures = measure(urls[0], f"{urls[1]}/", key, chosen.items, chosen.keys)
    print("bench/editor: a draft in Chromium (a key until its letter is painted: aim under 100 ms)")
    for name, value in figures.items():
        print(f"  {name.replace('_', ' '):24} {value}")
    print(json.dumps(figures, ensure_ascii=False))
