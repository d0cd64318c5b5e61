"""Every page that each role can reach, at its own size and in both type sizes."""

import io
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pdfplumber
import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page, expect
from werkzeug.exceptions import HTTPException

from app import create_app
from blueprints.access import ACCESS
from models import GRANTS, Permission, Role
from models.demo import digits
from tests.browser.chromium import shot
from tests.browser.people import DESK, TABLET, UPRIGHT, WALL, Door, Troubles
from tests.conftest import settings

pytestmark = pytest.mark.xdist_group("browser")

HERE = Path(__file__).parent
STAFF = {
    Role.SUPERVISOR: "liwenjing",
    Role.HANDLER: "zhanglei",
    Role.ORGANISER: "zhaomin",
    Role.INVESTIGATOR: "gaojianping",
    Role.ADMINISTRATOR: "pengtao",
    Role.LEADER: "zhoujianguo",
    Role.DISCIPLINE: "hanzhimin",
    Role.OFFICE_HEAD: "fengguoqing",
    Role.RECORDER: "chenxin",
}
# No pages: parts of pages, files, and what only machines ask for.
PARTS = {"static", "live.stream", "live.poll", "account.token", "supervision.news"}
PARTS |= {"supervision.attachment", "supervision.original", "mine.attachment", "questions.room"}
PARTS |= {"showing.file"}  # comes of an upload, too
PARTS |= {"minutes.changes", "minutes.file"}  # the latter comes of an upload
PARTS |= {"inspections.photo", "inspecting.photo", "reports.file"}  # come of an upload
PARTS |= {"questions.public_workbook", "questions.staff_workbook"}
PARTS |= {"papers.ledger_workbook", "papers.figures_workbook", "papers.evaluation_workbook"}
PARTS |= {"entering.template", "entering.batch"}  # the latter comes of an upload
PARTS |= {"roster.template", "roster.batch"}  # likewise
PARTS |= {"applying.listing"}
PARTS |= {"hearing.news", "hearing.workbook"}
PARTS |= {"papers.sent_memo"}  # of a report that was opened for a reason
WATCHING = {Role.DISCIPLINE, Role.OFFICE_HEAD, Role.RECORDER}  # have no page that others have not
# A draft that is finished, and one that lies on its desk: each state has pages of its own.
FINISHED = ["/drafts/1/paper", "/drafts/1/versions/2", "/drafts/1/versions/2/paper"]
ON_ITS_DESK = ["/drafts/new", "/drafts/3/text", "/drafts/3/asked", "/drafts/2/text"]
# What a form asks for, where no link leads.
FORMS = {
    Role.HANDLER: [*FINISHED, *ON_ITS_DESK[:2]],
    Role.OFFICE_HEAD: [*FINISHED, *ON_ITS_DESK],
    Role.RECORDER: [
        "/meetings/2",  # with an excerpt, whatever other tests have drafted
        *FINISHED,
        *ON_ITS_DESK,
    ],
    Role.LEADER: FINISHED,
    Role.ORGANISER: [
        "/visits/2/rehearsal",  # it cannot be rehearsed any more
        "/visits/2/invitations/call/new",
        "/visits/3/invitations/applications/new",  # where the list is fixed already
        *FINISHED,
        *ON_ITS_DESK,
    ],
    Role.SUPERVISOR: [
        "/admin/calendar/term?start=2026-09-28&days=7",
        "/board?view=list",
        *FINISHED,
    ],
    Role.ADMINISTRATOR: [
        "/admin/calendar/term?start=2026-09-28&days=7",
        "/admin/audit/verification",
    ],
}
# The visit that is going on, and the one whose open call was drawn: each has pages of its own.
VISITS = ["/visits/2", "/visits/3/invitations"]
# So many pages of a kind that has many faces: of a matter, one from each lane.
FACES = {"supervision.matter", "questions.sheet", "reports.show", "memos.show"}
FACES |= {"supervision.board"}  # as a board and as a list
FACES |= {"hearing.show", "hearing.text", "commenting.show"}
FACES |= {"evaluation.show"}  # going on, and closed
MOST = {Role.ORGANISER: 4, Role.SUPERVISOR: 6, Role.HANDLER: 5, Role.INVESTIGATOR: 3}

LINKS = HERE.joinpath("links.js").read_text()
FLAWS = HERE.joinpath("flaws.js").read_text()
OPEN_ALL = """() => {
  const shut = document.querySelectorAll("details:not([open])");
  shut.forEach((one) => { one.open = true; });
  return shut.length;
}"""
BLAMED = {"serious", "critical"}
PHONE = {"width": 375, "height": 740}
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], "resultTypes": ["violations"]}
AXED: Counter[str] = Counter()  # so often was a kind of page examined, by all roles together
ENOUGH = 2  # but every face that is looked at


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """To tell which view an address belongs to."""
    return create_app(settings(tmp_path_factory.mktemp("site")))


def endpoint_of(site: Flask, url: str) -> str:
    try:
        return str(site.url_map.bind("").match(urlsplit(url).path, method="GET")[0])
    except HTTPException:
        return ""


def pages_for(site: Flask, role: Role) -> set[str]:
    """What a role may open, beyond what is for everybody."""
    found = set()
    for rule in site.url_map.iter_rules():
        needs = ACCESS[site.view_functions[rule.endpoint]]
        if "GET" in (rule.methods or ()) and needs is not None and needs & GRANTS[role]:
            found.add(rule.endpoint)
    return found - PARTS


@dataclass
class Walk:
    """Follows the links of one signed-in person, and looks at each page."""

    page: Page
    site: Flask
    who: str
    size: str = ""
    most: int = 1
    seen: dict[str, str] = field(default_factory=dict)  # address → name
    opened: Counter[str] = field(default_factory=Counter)
    flaws: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.origin = "{0.scheme}://{0.netloc}".format(urlsplit(self.page.url))
        self.troubles = Troubles(self.page, self.origin)

    def all(self, *starts: str) -> None:
        waiting = [self.page.url, *(self.origin + start for start in starts)]
        while waiting:
            url = waiting.pop(0).partition("#")[0]
            kind = endpoint_of(self.site, url)
            if not kind or kind in PARTS or url in self.seen or not url.startswith(self.origin):
                continue
            if self.opened[kind] >= (self.most if kind in FACES else 1) or "size=" in url:
                continue
            if urlsplit(url).query and self.opened[kind]:
                continue
            self.opened[kind] += 1
            number = self.opened[kind]
            self.seen[url] = kind if number == 1 else f"{kind}-{number}"
            self.page.goto(url)
            if self.page.url.partition("#")[0] != url:
                waiting.append(self.page.url)
                del self.seen[url]
                continue
            waiting += self.page.evaluate(LINKS)
            self.look(self.seen[url])

    def again_in_large(self) -> None:
        self.page.goto(f"{next(iter(self.seen))}?size=large")
        assert self.page.locator("html[data-size=large]").count()
        for url, name in self.seen.items():
            if name[-1].isdigit():
                continue
            self.page.goto(url)
            self.note(name + "-large")
            shot(self.page, f"{self.who}-{name}{self.size}-large")

    def look(self, name: str) -> None:
        """As it comes; then with everything unfolded, which is all that a further face shows."""
        kind, _, further = name.partition("-")
        self.note(name)
        if not further:
            shot(self.page, f"{self.who}-{name}{self.size}")
        if self.page.evaluate(OPEN_ALL):
            self.note(name + " (open)")
            shot(self.page, f"{self.who}-{name}{self.size}-open")
        elif further:
            shot(self.page, f"{self.who}-{name}{self.size}")
        if AXED[kind] < ENOUGH or (self.most > 1 and kind in FACES):
            AXED[kind] += 1
            self.note_axe(name)

    def note(self, name: str) -> None:
        self.flaws += [f"{name}: {flaw}" for flaw in self.page.evaluate(FLAWS)]

    def note_axe(self, name: str) -> None:
        for found in Axe().run(self.page, options=WCAG).response["violations"]:
            if found["impact"] in BLAMED:
                where = "; ".join(" ".join(node["target"]) for node in found["nodes"][:4])
                why = found["nodes"][0]["failureSummary"].replace("\n", " ")
                self.flaws.append(f"{name}: {found['id']} ×{len(found['nodes'])} at {where}: {why}")

    def judge(self) -> None:
        found = [*self.flaws, *self.troubles]
        if found:
            pytest.fail("\n".join(found), pytrace=False)


def reports(walk: Walk) -> list[str]:
    """The addresses behind the buttons of the reports' list: each opening is on record."""
    found = []
    if walk.who == Role.INVESTIGATOR:
        walk.page.goto("/reports")
        for number in range(walk.page.get_by_role("button", name="查阅").count())[:3]:
            walk.page.get_by_role("button", name="查阅").nth(number).click()
            found.append(urlsplit(walk.page.url).path)
            walk.page.goto("/reports")
    return found


@pytest.mark.parametrize("role", STAFF, ids=lambda role: role.value)
def test_every_page_of_the_staff_is_well_made(door: Door, site: Flask, role: Role) -> None:
    walk = Walk(door.staff(STAFF[role]), site, role.value, most=MOST.get(role, 1))
    visits = VISITS if Permission.VISIT_READ in GRANTS[role] else []
    walk.all(*visits, *FORMS.get(role, ()), *reports(walk))
    if role not in WATCHING:
        walk.again_in_large()
    walk.judge()
    assert sorted(pages_for(site, role) - set(walk.opened)) == [], "no link leads there"


@pytest.mark.parametrize("held", ["across", "upright"])
def test_every_page_of_a_representative_is_well_made(door: Door, site: Flask, held: str) -> None:
    size = UPRIGHT if held == "upright" else TABLET
    suffix = "-upright" if held == "upright" else ""
    walk = Walk(door.representative(5, size=size), site, "representative", suffix)
    walk.all()
    walk.again_in_large()
    walk.judge()
    assert sorted(pages_for(site, Role.REPRESENTATIVE) - set(walk.opened)) == [], "no link"


def test_after_the_visit_a_representative_reads_every_answer(door: Door, site: Flask) -> None:
    walk = Walk(door.representative(7, visit=1), site, "first-visit")
    walk.all()
    walk.again_in_large()
    walk.judge()


@pytest.mark.parametrize("size", [DESK, TABLET, UPRIGHT], ids=["desk", "across", "upright"])
def test_the_doors_are_well_made(door: Door, site: Flask, size: dict[str, int]) -> None:
    page = door.open(size)
    page.goto("/login")
    walk = Walk(page, site, "stranger", f"-{size['width']}")
    walk.all("/card", "/receipt")
    walk.again_in_large()
    walk.judge()
    assert {"account.login", "account.card", "receipts.index"} <= set(walk.opened)


@pytest.mark.parametrize("size", [PHONE, UPRIGHT, DESK], ids=["phone", "upright", "desk"])
def test_the_public_pages_of_a_draw_are_well_made(
    door: Door, site: Flask, size: dict[str, int]
) -> None:
    desk = door.staff("zhaomin")
    desk.goto("/visits/3/invitations/call")
    address = desk.get_by_role("link", name="公示页").get_attribute("href")
    assert address
    page = door.open(size)
    page.goto(address)
    walk = Walk(page, site, "public", f"-{size['width']}")
    walk.all()
    walk.again_in_large()
    walk.judge()
    assert {"applying.index", "applying.receipt", "applying.draw"} <= set(walk.opened)


def test_the_wall_is_well_made(door: Door, site: Flask) -> None:
    desk = door.staff("zhaomin")
    address = desk.get_by_role("link", name="打开大屏").get_attribute("href")
    assert address
    wall = door.open(WALL)
    wall.goto(address)
    walk = Walk(wall, site, "wall")
    walk.all()
    walk.judge()
    assert wall.evaluate("document.documentElement.scrollHeight <= innerHeight")


def test_what_is_refused_says_why_and_leads_on(door: Door, site: Flask) -> None:
    page = door.staff("zhaomin")
    walk = Walk(page, site, "refused")
    for name, address in [("404", "/visits/999"), ("403", "/admin/accounts")]:
        page.goto(address)
        walk.look(name)
        assert page.locator("#main a").count(), f"{name} is a dead end"
    stranger = door.open(DESK)
    stranger.goto("/login")
    stranger.get_by_label("账号").fill("zhaomin")
    stranger.get_by_label("密码").fill("not the password")
    stranger.get_by_role("button", name="登录").click()
    wrong = Walk(stranger, site, "refused")
    wrong.look("login")
    tablet = door.open(TABLET)
    tablet.goto("/card")
    tablet.get_by_label("代表证号码").fill("0000 0000")
    tablet.get_by_role("button", name="进入").click()
    lost = Walk(tablet, site, "refused")
    lost.look("card")
    for one in (walk, wrong, lost):
        one.troubles[:] = [line for line in one.troubles if "Failed to load resource" not in line]
        one.judge()


def test_cards_and_the_board_are_printed(door: Door) -> None:
    desk = door.staff("liwenjing")
    desk.goto("/board")
    title = desk.locator(".card a").first.inner_text()
    text = printed(desk, "board")
    assert "督办看板" in text
    assert title[:8] in text

    organiser = door.staff("dongrui")
    organiser.goto("/visits")
    organiser.get_by_role("link", name="第二期").click()
    organiser.locator("[name=cards]").first.check()
    organiser.get_by_role("button", name="印发勾选的").click()
    expect(organiser.get_by_text("01 号代表").first).to_be_visible()
    shot(organiser, "organiser-visits.print_cards")
    cards = printed(organiser, "cards")
    assert "01 号代表" in cards
    assert digits(2, 1) not in cards.replace(" ", "")  # a new number, the old one is void


def printed(page: Page, name: str) -> str:
    """The text of the page as it comes out of the printer, A4."""
    content = page.pdf(format="A4", print_background=True)
    Path("build/shots").mkdir(parents=True, exist_ok=True)
    Path(f"build/shots/printed-{name}.pdf").write_bytes(content)
    with pdfplumber.open(io.BytesIO(content)) as paper:
        text = "".join(sheet.extract_text() or "" for sheet in paper.pages)
    return unicodedata.normalize("NFKC", text)


def test_a_report_found_by_its_code_and_its_receipt_are_well_made(
    door: Door, site: Flask, tmp_path: Path
) -> None:
    page = door.representative(18, java_script_enabled=False)
    page.get_by_text("监督举报", exact=True).click()
    page.get_by_label("内容").fill("9月12日上午，镇便民大厅低保窗口没人，等了一个多小时。")
    page.get_by_role("button", name="提交").click()
    shot(page, "representative-receipt-code")
    code = page.locator("[data-code]").inner_text()
    again = door.open(TABLET)
    again.goto("/receipt")
    again.get_by_label("查询码").fill(code)
    again.get_by_role("button", name="查询").click()
    walk = Walk(again, site, "stranger")
    walk.look("receipts.look_up")
    walk.judge()
