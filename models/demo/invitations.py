"""Who was invited to the demo's visits; and a third one, whose open call was drawn."""

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from models import clock
from models.account import Account
from models.application import Application, ApplicationChannel
from models.check_in import Arrival, CheckIn
from models.coverage import WALKS
from models.demo.applicants import APPLICANTS, Applicant
from models.demo.keys import client_id
from models.draw import Draw, decline
from models.invitation import Invitation, InvitationKind, InvitationPlan
from models.representative import AgeGroup, Card, Representative, Sex
from models.visit import Visit

if TYPE_CHECKING:
    from models.demo.build import Demo

THIRD = 3
AHEAD = 18  # working days
TOWNS = [
    "乾佑镇",
    "下梁镇",
    "小岭镇",
    "凤凰镇",
    "营盘镇",
    "杏坪镇",
    "红岩寺镇",
    "曹坪镇",
    "瓦房口镇",
]
PLACES, DIRECTED = 20, 8
SOURCE = "中国福利彩票双色球报名截止后第一期的开奖号码，红球从小到大、蓝球在后，各写两位数"
NUMBER = "04 11 16 23 27 32 09"
WISHES = {
    1: ("县交通运输局", "S102省道三改二项目", "县供电公司"),
    2: ("县水务局", "秦岭医药产业园", "乾佑河治理工程"),
}
AGES = {group.label: group for group in AgeGroup}
CHANNELS = {"网": ApplicationChannel.ONLINE, "纸": ApplicationChannel.PAPER,
            "代": ApplicationChannel.ON_BEHALF}  # fmt: skip


def invite(visit: Visit, people: list[Representative], by: Account) -> None:
    """定向邀请, all of whom accepted; every other says what they want to see."""
    InvitationPlan.set(visit, by, len(people), 12)
    wishes = WISHES[visit.number]
    for at, one in enumerate(Invitation.direct(visit, people, by, "上一期提的事请来看结果")):
        one.accept(by, [wishes[at % 3], wishes[(at + 1) % 3]] if at % 2 == 0 else [])


def arrive(cards: list[Card], by: Account) -> None:
    """签到: most with their card, some from the list."""
    for card in cards:
        CheckIn.take(card, by, Arrival.LIST if card.seat % 5 == 0 else Arrival.CODE)


class ThirdVisit:
    """第三期, some weeks ahead: invited in part by name, in part by a draw."""

    def __init__(self, demo: "Demo") -> None:
        self.demo = demo

    def schedule(self) -> None:
        at = self._morning
        self.demo.at(at(-12), self._announce)
        for day, channel in ((-11, "网"), (-9, "代"), (-7, "纸")):
            self.demo.at(at(day), lambda channel=channel: self._apply(channel))  # type: ignore[misc]
        self.demo.at(at(-4), lambda: self._draw.freeze(self._by))
        self.demo.at(at(-2), lambda: self._draw.draw(self._by, NUMBER))
        self.demo.at(at(-1), self._answer)

    def _morning(self, offset: int) -> datetime:
        day = self.demo.times.workday(offset)
        return datetime.combine(day, time(9), clock.SHANGHAI)

    @property
    def _by(self) -> Account:
        return self.demo.staff["zhaomin"]

    @property
    def _visit(self) -> Visit:
        return self.demo.visits[THIRD]

    @property
    def _draw(self) -> Draw:
        found = Draw.of(self._visit)
        assert found is not None
        return found

    def _announce(self) -> None:
        if THIRD not in self.demo.visits:
            held_on = self.demo.times.workday(AHEAD)
            self.demo.visits[THIRD] = Visit.plan(held_on, self._by)
        seats = (20, 11, 17, 25, 13, 27, 8, 24)
        asked = [self.demo.cards[2, seat].representative for seat in seats[:DIRECTED]]
        Invitation.direct(self._visit, asked, self._by, "上一期提的事正在办，请来看进展")
        now = clock.now()
        Draw.open_call(
            self._visit,
            self._by,
            places=PLACES,
            opens_at=now,
            closes_at=self._morning(-5) + timedelta(hours=9),
            source=SOURCE,
            towns=TOWNS,
            walks=WALKS,
            is_online=True,
        )

    def _apply(self, channel: str) -> None:
        for at, told in enumerate(APPLICANTS):
            if told.channel == channel:
                self._hand_in(at, told)

    def _hand_in(self, at: int, told: Applicant) -> None:
        by = None if told.channel == "网" else self._by
        Application.hand_in(
            self._draw,
            client_id(THIRD, f"application {at}"),
            CHANNELS[told.channel],
            by,
            name=told.name,
            sex=Sex.FEMALE if told.sex == "女" else Sex.MALE,
            age_group=AGES[told.age],
            town=told.town,
            place=told.place,
            walk=told.walk,
            is_resident=told.walk != "外来务工",
            telephone=f"1390914{300 + at:04}",
            wishes=told.wishes,
        )

    def _answer(self) -> None:
        """Most have said yes by now; of two places one went to a substitute."""
        invited = Invitation.of(self._visit)
        drawn = [one for one in invited if one.kind is InvitationKind.OPEN]
        directed = [one for one in invited if one.kind is InvitationKind.DIRECTED]
        decline(drawn[2], self._by, "家里正收板栗，走不开")
        directed[5].decline(self._by, "那几天在西安看病")
        for one in (*directed[:5], *drawn[:2], *drawn[3:14]):
            one.accept(self._by)
