"""Whatever happens to tablet, network and server, at whichever point of a submission: what was
typed is stored once. KAIMEN_PROOF=1 tries it 200 times."""

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any

import pytest
from playwright.sync_api import Error, Route, expect
from sqlalchemy import update

from models import AuthSession, Card, Opinion, Question, Report, Visit, clock, db
from models.demo import digits
from tests.browser.people import Door
from tests.browser.server import Server
from tests.models.conftest import PROOF

pytestmark = pytest.mark.xdist_group("browser")

TRIALS, SEED = (200, 20130620) if PROOF else (12, 2013)
BACK = 45_000  # ms until everything has gone out, on a machine that does other things as well
POINTS = ("before", "in flight", "reply lost", "after")
TROUBLES = ("network", "killed", "asleep", "reloaded", "expired", "handed on")
KINDS = ("提问", "提问", "意见建议", "监督举报")
LEAVES_THE_PAGE = {"reloaded", "handed on"}  # a report's text is on that page alone, over http
NOTHING_WAITS = """() => !Object.keys(localStorage).some((key) => key.startsWith("kaimen.unsent."))
  && !(document.getElementById("submission") || {dataset: {}}).dataset.held"""
SIGNS = "路灯水渠便道桥涵校车药费电压低保户口退耕还林搬迁👨‍👩‍👧é，？！、"


@pytest.fixture(scope="module")
def own(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that may be killed."""
    running = Server(demo, tmp_path_factory.mktemp("proof"))
    yield running
    running.stop()


class Trial:
    """One text, one trouble, at one point of its way."""

    def __init__(self, own: Server, door: Door, number: int, random: Random, what: Any) -> None:
        self.own, self.door, self.number = own, door, number
        self.point, self.trouble = what
        kinds = KINDS[:3] if self.trouble in LEAVES_THE_PAGE else KINDS
        self.kind = random.choice(kinds)
        self.words = f"第{number}次：" + "".join(random.choices(SIGNS, k=random.randint(3, 60)))
        self.seat, self.next_seat = number % 24 + 1, (number + 7) % 24 + 1
        self.held: list[Route] = []

    def __str__(self) -> str:
        return f"{self.number} {self.kind} {self.trouble} {self.point}"

    def run(self) -> None:
        self.tablet = self.door.representative(self.seat)
        self.cdp = self.tablet.context.new_cdp_session(self.tablet)
        self.tablet.get_by_text(self.kind, exact=True).first.click()
        self.tablet.get_by_label("内容").fill(self.words)
        {
            "before": self.before,
            "in flight": self.in_flight,
            "reply lost": self.reply_lost,
            "after": self.after,
        }[self.point]()
        self.tablet.wait_for_function(NOTHING_WAITS, timeout=BACK)
        self.tablet.context.close()

    # The points

    def before(self) -> None:
        self.strike()
        if self.trouble in {"network", "killed", "expired"}:
            self.press()
            self.mend()
            return
        self.mend()
        if self.trouble == "reloaded":  # the draft is still there
            expect(self.tablet.get_by_label("内容")).to_have_value(self.words)
        if self.trouble != "handed on":  # it was asked about, and sent, on leaving
            self.press()

    def in_flight(self) -> None:
        self.tablet.route("**/submissions", lambda route: self.held.append(route))
        self.press()
        self.until_held()
        self.strike()
        self.lose()
        self.mend()

    def reply_lost(self) -> None:
        """Stored, and nobody knows."""

        def swallow(route: Route) -> None:
            assert route.fetch().status == 200
            self.held.append(route)

        self.tablet.route("**/submissions", swallow)
        self.press()
        self.until_held()
        self.strike()
        self.lose()
        self.mend()

    def after(self) -> None:
        self.press()
        receipt = self.tablet.locator("#receipt, #sent [data-sent]").locator("visible=true")
        expect(receipt.first).to_contain_text("已收到", timeout=BACK)
        if self.kind == "监督举报":
            self.tablet.get_by_role("button", name="已经抄好").click()
        self.strike()
        self.mend()

    def press(self) -> None:
        self.tablet.get_by_role("button", name="提交", exact=True).first.click()

    def until_held(self) -> None:
        while not self.held:  # the test's own time limit ends it
            self.tablet.wait_for_timeout(20)

    def lose(self) -> None:
        with suppress(Error):  # gone with its page
            self.tablet.unroute("**/submissions")
            for route in self.held:
                route.abort()

    # The troubles

    def strike(self) -> None:
        if self.trouble == "network":
            self.tablet.context.set_offline(True)
        elif self.trouble == "killed":
            self.own.kill()
        elif self.trouble == "asleep":
            self.cdp.send("Page.setWebLifecycleState", {"state": "frozen"})
        elif self.trouble == "reloaded":
            self.tablet.reload()
        elif self.trouble == "expired":
            with self.own.inside():
                ended = update(AuthSession).where(AuthSession.card_id == self.author().id)
                db.session.execute(ended.values(expires_at=clock.now()))
        else:
            self.hand_on()

    def mend(self) -> None:
        if self.trouble == "network":
            self.tablet.context.set_offline(False)
        elif self.trouble == "killed":
            self.own.start()
        elif self.trouble == "asleep":
            self.cdp.send("Page.setWebLifecycleState", {"state": "active"})

    def hand_on(self) -> None:
        self.tablet.get_by_role("button", name="换人").click()
        if self.point == "before":
            self.tablet.locator("#leave").get_by_role("button", name="提交").click()
        expect(self.tablet.get_by_label("代表证号码")).to_be_visible(timeout=BACK)
        assert self.words not in self.tablet.content()
        self.tablet.get_by_label("代表证号码").fill(digits(2, self.next_seat))
        self.tablet.get_by_role("button", name="进入").click()
        expect(self.tablet.get_by_text(f"{self.next_seat:02} 号代表")).to_be_visible(timeout=BACK)
        assert self.words not in self.tablet.locator("main").inner_text()

    def author(self) -> Card:
        of_the_second = db.session.query(Card).join(Visit).filter(Visit.number == 2)
        return of_the_second.filter(Card.seat == self.seat).one()


def stored(own: Server) -> Counter[tuple[str, str, int]]:
    """What the database has: kind, text, and the seat of its author."""
    found: Counter[tuple[str, str, int]] = Counter()
    with own.inside():
        for kind, model in (("提问", Question), ("意见建议", Opinion)):
            # what was written on a secret ballot has no author, and came another way
            signed = db.session.query(model).filter(model.card_id.is_not(None))
            found.update((kind, one.text, one.card.seat) for one in signed)
        for card in db.session.query(Card).join(Visit).filter(Visit.number == 2):
            for report in Report.list_of(card):  # whose it is lies apart from what it says
                found["监督举报", report.contents.text, card.seat] += 1
    return found


def plan(random: Random) -> Iterator[tuple[str, str]]:
    """Each trouble and each point as often as the others, in every combination sooner or later."""
    every = [(point, trouble) for point in POINTS for trouble in TROUBLES]
    random.shuffle(every)
    if PROOF:
        return cycle(every)
    return zip(cycle(POINTS), TROUBLES * 2, strict=False)  # each trouble at two points


def test_nothing_is_lost_and_nothing_doubled(
    own: Server, new_context: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    random = Random(SEED)
    door, planned = Door(own.url, new_context), plan(random)
    trials = [Trial(own, door, number, random, next(planned)) for number in range(TRIALS)]
    broken: list[str] = []
    for trial in trials:
        try:
            trial.run()
        except (AssertionError, Error) as error:
            broken.append(f"{trial}: {error}")
            if own.process.poll() is not None:
                own.start()
    found = stored(own)
    typed = [(trial.kind, trial.words, trial.seat) for trial in trials]
    lost = [one for one in typed if not found[one]]
    doubled = [one for one in typed if found[one] > 1]
    with capsys.disabled():
        sys.stdout.write(
            f"\n{TRIALS} submissions under trouble: {len(lost)} lost, {len(doubled)} doubled\n"
        )
    assert not lost and not doubled and not broken, "\n".join(map(str, [lost, doubled, *broken]))
