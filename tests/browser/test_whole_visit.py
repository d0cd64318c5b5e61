"""From an empty database to a held visit with its briefing, through the pages alone: an organiser,
three representatives, and those of the house whom the pages need."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from playwright.sync_api import Page, expect

from models import clock
from tests.browser.chromium import shot
from tests.browser.people import DESK, TABLET, Door, Troubles
from tests.browser.server import ROOT, Server, environment

pytestmark = pytest.mark.xdist_group("browser")

UNITS = (
    ("县政府", "县政府", "0914-4321001"),
    ("县信访局", "信访部门", "0914-4321004"),
    ("县监察局", "纪检监察机关", "0914-4321003"),
    ("县交通运输局", "部门", "0914-4322201"),
    ("县供电公司", "企业", "0914-4321601"),
    ("秦岭药业公司", "企业", "0914-4325501"),
)
STAFF = (
    ("xianzhang", "郭志远", "县政府", "县领导"),
    ("zuzhi", "赵敏", "县政府办公室", "组织员"),
    ("ducha", "李文静", "县政府办公室", "督查室"),
    ("zhuren", "冯国庆", "县政府办公室", "办公室领导"),
    ("jiaotong", "张磊", "县交通运输局", "单位经办"),
    ("zhuanban1", "高建平", "县监察局", "专办人员"),
    ("zhuanban2", "沈岚", "县监察局", "专办人员"),
)
STOPS = (  # kind, name, host, when
    ("机关大院", "县政府机关大院", "县政府办公室", "08:30", "08:45"),
    ("党政综合办公楼", "党政综合办公楼", "县政府办公室", "08:50", "09:10"),
    ("信访联合接待大厅", "信访联合接待大厅", "县信访局", "09:15", "09:35"),
    ("部门", "县交通运输局", "县交通运输局", "09:50", "10:20"),
    ("部门", "县供电公司", "县供电公司", "10:30", "10:50"),
    ("园区", "秦岭医药产业园", "", "11:10", "11:40"),
    ("重点企业", "秦岭药业公司", "秦岭药业公司", "11:45", "12:10"),
    ("重点项目", "S102省道三改二项目", "县交通运输局", "14:30", "15:00"),
    ("座谈会", "座谈会", "县政府办公室", "15:30", "17:00"),
)
PEOPLE = (
    ("柯玉梅", "下梁镇", "务农"),
    ("刘文学", "凤凰镇", "退休人员"),
    ("谷玉林", "乾佑镇", "经商"),
)
QUESTION = "班车下午五点就收班，娃放学赶不上，能不能推迟一个钟头？"
ANSWER = "下月起末班车推迟到六点半。"
OPINION = "常湾村口一百八十米土路，下雨就是泥，请早点硬化。"
REPORT = "工地收过路费，不开票，六月二号我亲眼看见。"
PROFILE = "全县九山半水半分田，人口约十六万。"
DISCLOSED = "班车线路和末班时间"


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[tuple[Server, str]]:
    """A server as it is set up, with its first administrator, and that one's password."""
    keys = {
        "SECRET_KEY": Fernet.generate_key().decode(),
        "DATA_KEY": Fernet.generate_key().decode(),
    }
    own = {"KAIMEN_ENV": "production", **keys}
    folder = tmp_path / "kaimen"
    folder.mkdir()

    def shell(*words: str) -> str:
        command = [sys.executable, "-m", "flask", "--app", "app", *words]
        told = environment(folder) | own
        done = subprocess.run(command, cwd=ROOT, env=told, check=True, capture_output=True)
        return done.stdout.decode()

    shell("prepare")
    told = shell("create-admin", "guanli", "彭涛", "--generate")
    running = Server(folder, tmp_path / "served", own)
    yield running, told
    running.stop()
    assert "Traceback" not in running.log, running.log


class House:
    """Those who work here: each with the password that the administrator was shown."""

    def __init__(self, door: Door, told: str) -> None:
        self.door, self.troubles = door, list[Troubles]()
        self.passwords = {"guanli": told.strip().rpartition("：")[2]}
        self.admin = self.enter("guanli")

    def enter(self, login: str) -> Page:
        page = self.door.open(DESK)
        self.troubles.append(Troubles(page, self.door.url))
        page.goto("/login")
        page.get_by_label("账号").fill(login)
        page.get_by_label("密码").fill(self.passwords[login])
        page.get_by_role("button", name="登录").click()
        expect(page).not_to_have_url(re.compile("/login"))
        return page

    def set_up(self) -> None:
        """Units, accounts and who is in charge, as the administrator's guide has it."""
        page = self.admin
        for name, kind, telephone in UNITS:
            page.goto("/admin/units")
            page.get_by_role("link", name="设立单位").click()
            page.get_by_label("名称").fill(name)
            page.locator("[name=kind]").select_option(label=kind)
            page.get_by_label("电话").fill(telephone)
            page.get_by_role("button", name="设立").click()
        for login, name, unit, role in STAFF:
            page.goto("/admin/accounts")
            page.get_by_role("link", name="开户").click()
            page.get_by_label("账号", exact=True).fill(login)
            page.get_by_label("姓名").fill(name)
            page.locator("[name=unit_id]").select_option(label=unit)
            page.locator("[name=role]").select_option(label=role)
            page.get_by_role("button", name="开户").click()
            self.passwords[login] = page.locator(".once").inner_text()
        for unit in ("县政府办公室", "县交通运输局"):
            page.goto("/admin/units")
            page.get_by_role("link", name=unit, exact=True).click()
            page.locator("[name=leader_id]").select_option(index=1)
            page.get_by_role("button", name="确定").click()


def plan(page: Page) -> None:
    """The visit with its itinerary, as the check wants it in the end."""
    page.goto("/visits")
    page.get_by_role("link", name="全年安排").click()
    page.locator("a.today").click()
    expect(page.get_by_label("举行日期")).to_have_value(str(clock.today()))
    page.get_by_role("button", name="开始筹备").click()
    for kind, name, host, at, until in STOPS:
        page.get_by_role("link", name="安排参观点").click()
        page.get_by_label("类别").select_option(label=kind)
        page.get_by_label("名称").fill(name)
        if host:
            page.get_by_label("接待单位").select_option(label=host)
        page.get_by_label("接待人", exact=True).fill("王建军")
        page.get_by_label("接待人电话").fill("139-0914-0203")
        page.get_by_label("计划到达").fill(at)
        page.get_by_label("计划离开").fill(until)
        page.get_by_label("从上一站过来").fill("5")
        page.get_by_role("button", name="排入行程").click()
        expect(page.get_by_text(f"已安排「{name}」")).to_be_visible()
        if kind == "部门" and name == "县交通运输局":
            expect(page.locator("#plan")).to_contain_text("还缺 1 个")
    checked = page.locator("#plan")
    expect(checked).not_to_contain_text("还缺")
    expect(checked).not_to_contain_text("路上要")
    shot(page, "whole-visit-planned")


def invite(page: Page) -> list[str]:
    """Three representatives on the roster, and the digits of their printed cards."""
    page.get_by_role("link", name="登记代表").click()
    for name, town, walk in PEOPLE:
        page.get_by_label("姓名").fill(name)
        page.get_by_label("镇（街道）").fill(town)
        page.get_by_label("职业界别").fill(walk)
        page.get_by_label("联系电话").fill("139-0914-0001")
        page.get_by_role("button", name="登记").click()
        expect(page.get_by_text(f"代表{name}")).to_be_visible()
    page.goto("/visits")
    page.get_by_role("link", name="第一期").first.click()
    page.get_by_role("button", name="印发未印的").click()
    expect(page.locator(".pass-digits")).to_have_count(len(PEOPLE))
    return page.locator(".pass-digits").all_inner_texts()


def enter(door: Door, digits: str) -> Page:
    page = door.open(TABLET)
    page.goto("/card")
    page.get_by_label("代表证号码").fill(digits)
    page.get_by_role("button", name="进入").click()
    expect(page).not_to_have_url(re.compile("/card"))
    return page


def say(page: Page, words: str, kind: str) -> None:
    page.goto("/tablet")
    page.locator(".tabs").get_by_text(kind, exact=True).click()
    page.get_by_label("内容").fill(words)
    page.get_by_role("button", name="提交").click()


def arrive(page: Page, name: str) -> None:
    page.goto("/console")
    page.locator(".stops").get_by_role("link", name=name).first.click()
    page.get_by_role("button", name="确定到站").click()
    expect(page.locator(".stops [aria-current]")).to_contain_text(name)


def answer(page: Page) -> None:
    asked = page.locator(".desk article", has_text=QUESTION)
    asked.get_by_role("button", name="通过").click()
    asked.get_by_role("button", name="上大屏").click()
    page.get_by_role("link", name="记录答复").click()
    page.locator(".tabs").get_by_text("记为承诺", exact=True).click()
    page.get_by_label("答复或承诺的要点").fill(ANSWER)
    page.get_by_label("答复单位").select_option(label="县交通运输局")
    page.get_by_label("答复人").fill("局长王建军")
    page.get_by_label("督办事项的标题").fill("末班车推迟到六点半")
    page.get_by_label("承诺办结的日期").fill(
        str(clock.today().replace(year=clock.today().year + 1))
    )
    page.get_by_role("button", name="记下").click()


def supervise(house: House) -> None:
    """The opinion becomes a matter; one drafts the notice to its unit, another issues it."""
    page = house.enter("ducha")
    page.goto("/intake")
    page.locator("article", has_text=OPINION).get_by_role("link", name="受理这一件").click()
    page.get_by_label("标题").fill("硬化常湾村口土路")
    page.locator("[name=lead_id]").select_option(label="县交通运输局")
    page.get_by_text("归口办理", exact=True).click()
    page.get_by_role("button", name="受理并交办").click()
    page.get_by_role("link", name="拟督办通知").first.click()
    page.get_by_label("硬化常湾村口土路").check()
    page.locator("[name=text]").fill("请先排出工期。")
    page.get_by_role("button", name="存为草稿").click()
    page.get_by_role("button", name="送办公室领导签发").click()
    expect(page.locator("main")).to_contain_text("等办公室领导签发")
    address = page.url
    head = house.enter("zhuren")
    head.goto(address)
    head.get_by_role("button", name="签发").click()
    expect(head.get_by_role("link", name="看印样，打印")).to_be_visible()


def test_from_an_empty_database_to_a_held_visit_with_a_briefing(
    empty: tuple[Server, str], new_context: Any
) -> None:
    server, told = empty
    door = Door(server.url, new_context)
    house = House(door, told)
    house.set_up()

    host = house.enter("jiaotong")
    host.goto("/disclosures")
    host.get_by_role("link", name="公开第一项").click()
    host.get_by_label("日期").fill("2013-03-28")
    host.get_by_label("标题").fill(DISCLOSED)
    host.get_by_label("内容").fill("各线路的首末班时间贴在车站。")
    host.get_by_role("button", name="公开", exact=True).click()

    organiser = house.enter("zuzhi")
    organiser.goto("/county")
    organiser.get_by_role("link", name="写一段县情").click()
    organiser.get_by_label("标题").fill("位置和人口")
    organiser.get_by_label("内容").fill(PROFILE)
    organiser.get_by_role("button", name="保存").click()
    plan(organiser)
    visit = organiser.url
    organiser.get_by_role("link", name="登记资料").first.click()
    organiser.get_by_label("名称").fill("《惠民政策手册》")
    organiser.get_by_label("印制数量").fill("200")
    organiser.get_by_role("button", name="登记").click()
    digits = invite(organiser)
    tablets = [enter(door, code) for code in digits]
    house.troubles += [Troubles(page, door.url) for page in tablets]

    arrive(organiser, "县政府机关大院")
    tablets[0].goto("/showing")
    tablets[0].get_by_role("link", name="县情和机构").click()
    expect(tablets[0].locator("main")).to_contain_text(PROFILE)
    for _, name, *_ in STOPS[1:4]:
        arrive(organiser, name)
    tablets[1].goto("/showing")
    expect(tablets[1].locator(".shown-host[open]")).to_contain_text(DISCLOSED)
    expect(tablets[1].locator(".shown-host[open]")).to_contain_text("139****0203")
    say(tablets[0], QUESTION, "提问")
    expect(tablets[0].locator(".mine")).to_contain_text(QUESTION)
    answer(organiser)
    expect(tablets[0].locator(".mine")).to_contain_text("已承诺")
    say(tablets[1], OPINION, "意见建议")
    expect(tablets[1].locator(".mine")).to_contain_text("已收到")
    say(tablets[2], REPORT, "监督举报")
    tablets[2].get_by_role("button", name="已经抄好").click()
    organiser.goto(visit)
    organiser.locator("#materials").get_by_role("link", name="发放").click()
    organiser.get_by_label("发放数量").fill("3")
    organiser.get_by_role("button", name="记入第一期").click()
    for _, name, *_ in STOPS[4:]:
        arrive(organiser, name)
    organiser.get_by_role("link", name="结束活动").click()
    organiser.get_by_role("button", name="结束").click()
    expect(organiser.locator("main")).to_contain_text("已结束")

    supervise(house)
    leader = house.enter("xianzhang")
    leader.get_by_role("link", name="情况简报").first.click()
    expect(leader.locator("main")).to_contain_text(
        "3 名群众代表走进县政府，现场提出意见建议 1 条、监督举报 1 条，对 1 个单位发出督办通知；"
        "立为督办事项的 2 件"
    )
    shot(leader, "whole-visit-briefing")
    leader.get_by_role("link", name="简报公文").click()
    with leader.expect_download() as download:
        leader.get_by_role("link", name="下载 PDF").click()
    assert download.value.path().read_bytes().startswith(b"%PDF")
    organiser.goto(visit)
    expect(organiser.locator("#plan")).to_contain_text("与规定内容相符")
    expect(organiser.locator("#materials")).to_contain_text("197 册")
    for page in tablets[:2]:
        page.goto("/mine")
        expect(page.locator("main")).to_contain_text("末班车" if page is tablets[0] else "常湾")
    assert [trouble for one in house.troubles for trouble in one] == []
