"""The ballot on the tablet: kept while it is filled in, handed in once whatever happens on the way,
and seen by nobody else."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Error, Page, Route, expect
from sqlalchemy import select

from models import Card, Envelope, Evaluation, EvaluationState, Visit, Voter, db
from models.demo import digits
from tests.browser.people import UPRIGHT, Door, without_scripts_yet
from tests.browser.server import Server

pytestmark = pytest.mark.xdist_group("browser")

BACK = 45_000  # ms until everything has gone out, on a machine that does other things as well
WORDS = "窗口只开一个，排队太久"
EMPTY = """() => !Object.keys(localStorage).some((key) => /^kaimen[.](unsent|ballot)/.test(key))"""


@pytest.fixture(scope="module")
def own(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that may be killed."""
    running = Server(demo, tmp_path_factory.mktemp("ballots"))
    yield running
    running.stop()


@pytest.fixture(scope="module")
def seats(own: Server) -> Iterator[int]:
    """Of those who have not voted yet, one for each that asks."""
    with own.inside():
        voted = select(Voter.card_id).where(Voter.evaluation_id == the_round().id)
        second = select(Card).join(Visit).where(Visit.number == 2, Card.id.not_in(voted))
        free = [card.seat for card in db.session.scalars(second.order_by(Card.seat))]
    return iter(free)


def the_round() -> Evaluation:
    return db.session.scalars(select(Evaluation).filter_by(state=EvaluationState.OPEN)).one()


def counted(own: Server) -> tuple[int, int]:
    """How many have voted on the tablet, and how many ballots are in the box."""
    with own.inside():
        voters = select(Voter).filter_by(evaluation_id=the_round().id, way="tablet")
        envelopes = select(Envelope).filter_by(evaluation_id=the_round().id)
        return tuple(len(db.session.scalars(one).all()) for one in (voters, envelopes))  # type: ignore[return-value]


def fill(page: Page, units: int = 2) -> None:
    page.goto("/ballots")
    for place in range(units):
        unit = page.locator("[data-unit]:visible")
        for question in range(4):
            unit.locator("fieldset").nth(question).locator("label").nth(place).click()
        if place == 0:
            unit.get_by_label("附言").fill(WORDS)
        page.get_by_role("button", name="下一个").click()


def hand_in(page: Page) -> None:
    page.get_by_role("button", name="看一遍再交").click()
    expect(page.get_by_role("heading", name="交票前看一遍")).to_be_visible()
    page.get_by_role("button", name="交票").click()


def arrived(page: Page) -> None:
    expect(page.get_by_text("测评已交，谢谢您。")).to_be_visible(timeout=BACK)
    page.wait_for_function(EMPTY, timeout=BACK)


def test_a_ballot_is_kept_until_it_is_handed_in(
    own: Server, new_context: Any, seats: Iterator[int]
) -> None:
    before = counted(own)
    page = Door(own.url, new_context).representative(next(seats), size=UPRIGHT)
    page.goto("/ballots")
    page.get_by_role("button", name="看一遍再交").click()
    expect(page.locator("[data-problem]")).to_contain_text("还没有评价任何单位")
    fill(page)
    page.reload()
    first = page.locator("[data-go]").first
    expect(first).to_contain_text("已评 有附言")
    expect(page.get_by_label("附言").locator("visible=true")).to_have_value(WORDS)
    page.get_by_role("button", name="清空这个单位").locator("visible=true").click()
    expect(first).to_contain_text("未评")
    fill(page)
    page.context.set_offline(True)
    hand_in(page)
    expect(page.get_by_text("票已封好，正在送出")).to_be_visible()
    assert WORDS not in page.locator("main").inner_text()
    page.context.set_offline(False)
    arrived(page)
    assert counted(own) == tuple(one + 1 for one in before)
    page.goto("/ballots")
    expect(page.get_by_text("测评已交，谢谢您。")).to_be_visible()
    page.context.close()


def test_what_is_chosen_before_the_scripts_are_there_is_kept_as_well(
    own: Server, new_context: Any, seats: Iterator[int]
) -> None:
    page = Door(own.url, new_context).representative(next(seats))
    fill(page, units=1)
    with without_scripts_yet(page, "/ballots"):
        other = page.locator("[data-unit]").nth(1)
        other.locator("fieldset").first.locator("label").first.click()
        page.locator("[data-unit]").first.get_by_label("附言").fill("也有态度好的")
    for _ in range(2):
        stand = page.locator("[data-go]")
        expect(stand.first).to_contain_text("已评 有附言")
        expect(stand.nth(1)).to_contain_text("1/4")
        remark = page.get_by_label("附言").locator("visible=true")
        expect(remark).to_have_value(WORDS + "\n也有态度好的")
        page.reload()
    page.context.close()


def lost_reply(own: Server, page: Page) -> None:
    """Stored, and nobody knows."""
    once: list[Route] = []

    def swallow(route: Route) -> None:
        if once:
            route.continue_()
            return
        once.append(route)
        assert route.fetch().status == 200
        route.abort()

    page.route("**/ballots/*", swallow)
    hand_in(page)


def killed(own: Server, page: Page) -> None:
    held: list[Route] = []
    page.route("**/ballots/*", lambda route: held.append(route))
    hand_in(page)
    while not held:  # the test's own time limit ends it
        page.wait_for_timeout(20)
    own.kill()
    with suppress(Error):  # cut off with the server
        page.unroute("**/ballots/*")
        for route in held:
            route.abort()
    own.start()


@pytest.mark.parametrize("trouble", [lost_reply, killed], ids=lambda trouble: trouble.__name__)
def test_a_hand_in_that_was_interrupted_counts_exactly_once(
    own: Server, new_context: Any, seats: Iterator[int], trouble: Callable[[Server, Page], None]
) -> None:
    before = counted(own)
    page = Door(own.url, new_context).representative(next(seats))
    fill(page)
    trouble(own, page)
    arrived(page)
    assert counted(own) == tuple(one + 1 for one in before)
    page.context.close()


def test_the_next_person_sees_nothing_of_the_last_ones_ballot(
    own: Server, new_context: Any, seats: Iterator[int]
) -> None:
    before, seat, following = counted(own), next(seats), next(seats)
    page = Door(own.url, new_context).representative(seat)
    fill(page)
    page.get_by_role("button", name="换人").click()
    expect(page.get_by_text("测评填了，还没有交。")).to_be_visible()
    page.locator("#leave").get_by_role("button", name="返回").click()
    page.route("**/ballots/*", lambda route: route.abort())
    hand_in(page)
    expect(page.get_by_text("票已封好，正在送出")).to_be_visible()
    page.get_by_role("button", name="换人").click()
    expect(page.get_by_label("代表证号码")).to_be_visible(timeout=BACK)
    assert WORDS not in page.content()
    page.unroute("**/ballots/*")
    page.get_by_label("代表证号码").fill(digits(2, following))
    page.get_by_role("button", name="进入").click()
    expect(page.get_by_text(f"{following:02} 号代表")).to_be_visible(timeout=BACK)
    page.goto("/ballots")
    expect(page.locator("[data-go]").first).to_contain_text("未评")
    assert WORDS not in page.content()
    page.wait_for_function(EMPTY, timeout=BACK)  # the first one's has gone out
    assert counted(own) == tuple(one + 1 for one in before)
    page.context.close()


def test_without_a_script_the_ballot_is_a_plain_form(
    own: Server, new_context: Any, seats: Iterator[int]
) -> None:
    before = counted(own)
    page = Door(own.url, new_context).representative(next(seats), java_script_enabled=False)
    page.goto("/ballots")
    page.locator("fieldset label").first.click()
    page.get_by_label("附言").first.fill(WORDS)
    page.get_by_role("button", name="看一遍再交").click()
    expect(page.get_by_text("履职情况：满意")).to_be_visible()
    page.get_by_role("button", name="返回修改").click()
    expect(page.get_by_label("附言").first).to_have_value(WORDS)
    page.get_by_role("button", name="看一遍再交").click()
    page.get_by_role("button", name="交票").click()
    expect(page.get_by_text("测评已交，谢谢您。")).to_be_visible()
    assert counted(own) == tuple(one + 1 for one in before)
    page.context.close()
