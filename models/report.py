"""Reports of misconduct (监督举报): a world of their own, sealed, read only by their 专办人员."""

import unicodedata
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, Select, String, Text, Uuid, inspect, select
from sqlalchemy.orm import (
    Mapped,
    attributes,
    joinedload,
    mapped_column,
    relationship,
    selectinload,
)

from models import clock, secret
from models.account import Account, SignInFailure
from models.base import Model, RuleBroken, Versioned, db
from models.calendar import working_calendar
from models.counter import one_at_a_time
from models.gate import GateKind, GateState
from models.labels import Labelled
from models.opinion import Channel
from models.reply import ANSWER_DAYS, Level
from models.report_entry import Recipient, ReportEntry, ReportEntryKind, Step
from models.report_gate import ReportGate
from models.report_team import ReportInvestigator, free_investigators
from models.representative import PER_ADDRESS, PER_DEVICE, Card
from models.roles import Role
from models.text import LONGEST, said
from models.unit import Unit
from models.visit import Stop, Visit


class ReportState(Labelled):
    RECEIVED = "received", "已收到"  # no two investigators could be named yet
    INVESTIGATING = "investigating", "正在核查"
    ANSWERED = "answered", "已反馈"
    CLOSED = "closed", "已办结"


E = ReportEntryKind
TEAM = 2  # 专办人员 who look into one report, at least
READING = timedelta(hours=1)  # then opening it again is a new 查阅


@dataclass(frozen=True)
class Contents:
    """举报内容: what was sealed when the report was given."""

    text: str
    given_at: datetime
    stop: str
    unit_id: int | None  # 反映的单位
    person: str  # 反映的人
    card_id: int | None  # None when anonymous

    @property
    def is_named(self) -> bool:
        return self.card_id is not None


class Report(Versioned, Model):
    """监督举报. No number, no order, no link from anything else; its key is random.

    `reporter` is a fingerprint by which the card that gave it finds it again; an anonymous one
    is found by its receipt code alone.
    """

    __tablename__ = "report"
    __table_args__ = {"sqlite_with_rowid": False}  # a row id would tell the order

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    client_id: Mapped[str] = mapped_column(String(64), unique=True)  # a fingerprint as well
    visit_id: Mapped[int] = mapped_column(ForeignKey(Visit.id), index=True)
    receipt: Mapped[str] = mapped_column(String(64), unique=True)
    reporter: Mapped[str | None] = mapped_column(String(64), index=True)
    channel: Mapped[Channel]
    sealed: Mapped[str] = mapped_column(Text)
    state: Mapped[ReportState]
    round: Mapped[int] = mapped_column(default=1)

    visit: Mapped[Visit] = relationship()
    team: Mapped[list[ReportInvestigator]] = relationship(back_populates="report")
    entries: Mapped[list[ReportEntry]] = relationship(
        back_populates="report", order_by="ReportEntry.number"
    )
    all_gates: Mapped[list[ReportGate]] = relationship(
        back_populates="report", order_by="ReportGate.position"
    )

    __mapper_args__ = {"version_id_col": Versioned.version}

    # ---- 收到 -------------------------------------------------------------------------------

    @classmethod
    def give(
        cls,
        card: Card,
        text: str,
        client_id: str,
        *,
        stop: Stop | None = None,
        unit: Unit | None = None,
        person: str = "",
        anonymous: bool = False,
        check: Callable[[Card], None] | None = None,
    ) -> tuple["Report", str]:
        """举报. Returns the report and its receipt code, which can be made out again only from
        the same `client_id`: sent twice, it exists once and gives the same code. `check` may
        refuse a new one."""
        if not cls._known(client_id):
            if not card.visit.takes_submissions:
                raise RuleBroken("现在不在活动时间内。您可以写信、打电话或到纪检监察机关反映")
            if check is not None:
                check(card)
        place = stop or card.visit.stop
        return cls._receive(
            card.visit,
            text,
            client_id,
            channel=Channel.ON_SPOT,
            stop=place.name if place else "",
            unit=unit,
            person=person,
            card=None if anonymous else card,
        )

    @classmethod
    def take_in(
        cls,
        by: Account,
        visit: Visit,
        text: str,
        client_id: str,
        *,
        channel: Channel,
        unit: Unit | None = None,
        person: str = "",
        card: Card | None = None,
    ) -> tuple["Report", str]:
        """会后收到的举报, by network, letter or telephone: entered by an investigator, who tells
        the reporter the receipt code."""
        if by.role is not Role.INVESTIGATOR:
            raise RuleBroken("举报由专办人员登记")
        if channel is Channel.ON_SPOT:
            raise RuleBroken("现场的举报由代表自己提出；会后登记请选网络、信件或电话")
        visit.refuse_in_rehearsal("请结束彩排之后再登记")
        return cls._receive(
            visit, text, client_id, channel=channel, stop="", unit=unit, person=person, card=card
        )

    @classmethod
    def _known(cls, client_id: str) -> "Report | None":
        mark = secret.fingerprint("report", client_id)
        one_at_a_time(mark)
        return db.session.scalar(select(cls).filter_by(client_id=mark))

    @classmethod
    def _receive(
        cls,
        visit: Visit,
        text: str,
        client_id: str,
        *,
        channel: Channel,
        stop: str,
        unit: Unit | None,
        person: str,
        card: Card | None,
    ) -> tuple["Report", str]:
        code = receipt_code(client_id)
        known = cls._known(client_id)
        text = said(text, LONGEST if channel is Channel.ON_SPOT else 5000)
        if known is not None:
            if known.contents.text != text:  # the next person on the same tablet, not a resend
                raise RuleBroken("上一份举报已经收到。这一份请重新打开填写页再提交")
            return known, code
        contents = {
            "text": text,
            "given_at": clock.now().isoformat(),
            "stop": stop,
            "unit_id": unit.id if unit else None,
            "person": person.strip()[:60],
            "card_id": card.id if card else None,
        }
        report = cls(
            id=uuid.uuid4(),
            client_id=secret.fingerprint("report", client_id),
            visit=visit,
            channel=channel,
            receipt=secret.fingerprint("receipt", code),
            reporter=secret.fingerprint("reporter", str(card.id)) if card else None,
            sealed=secret.seal(contents),
            state=ReportState.RECEIVED,
            round=1,
        )
        db.session.add(report)
        report._open_gates()
        report._did(E.RECEIVE, None, "")
        report.name_team()
        db.session.flush()  # the database wants every gate open at first
        return report, code

    @classmethod
    def name_waiting(cls) -> None:
        """Name investigators where fewer than two are left: none were free, or one has gone."""
        for report in db.session.scalars(select(cls).where(cls.state != ReportState.CLOSED)):
            report.name_team()

    def name_team(self) -> None:
        """指定专办人员: those who have least to do, not of the unit nor the person reported on.

        The app names them, so that nobody has to read a report in order to hand it out.
        """
        missing = TEAM - sum(1 for member in self.investigators if self.readable_by(member))
        fit = self.further_investigators
        if missing > len(fit):
            return
        for account in fit[: max(missing, 0)]:
            self._name(account)
        if self.state is ReportState.RECEIVED:
            self.state = ReportState.INVESTIGATING

    def admits(self, account: Account) -> bool:
        """Whether this person may have anything to do with it (回避)."""
        contents = self.contents
        named = "".join(f"{contents.person}\n{contents.text}".split())
        return account.unit_id != contents.unit_id and account.name not in named

    @property
    def further_investigators(self) -> list[Account]:
        """Who else could look into it, those with least to do first."""
        others = (one for one in free_investigators() if one not in self.investigators)
        return [account for account in others if self.admits(account)]

    @property
    def addressees(self) -> list[Account]:
        """The leaders to whom a 专报 may go."""
        active = select(Account).where(Account.role == Role.LEADER, Account.disabled_at.is_(None))
        return [one for one in db.session.scalars(active.order_by(Account.id)) if self.admits(one)]

    def add_investigator(self, account: Account, by: Account) -> None:
        """增加专办人员."""
        self._require_team(by)
        if account.role is not Role.INVESTIGATOR or not account.is_active:
            raise RuleBroken("只能指定专办人员")
        if not self.admits(account):
            raise RuleBroken(f"{account.name}应当回避，不能办理此件")
        if account in self.investigators:
            raise RuleBroken(f"{account.name}已是本件专办人员")
        self._name(account)

    def _name(self, account: Account) -> None:
        self.team.append(ReportInvestigator(account=account))
        self._did(E.NAME, None, account.name)

    # ---- who reads it -----------------------------------------------------------------------

    @classmethod
    def of_investigator(cls, account: Account) -> Select["Report"]:
        """Those this person was named for; `readable_by` says whether they still may read it."""
        named = select(ReportInvestigator.report_id).filter_by(account_id=account.id)
        return select(cls).where(cls.id.in_(named))

    @classmethod
    def list_for(cls, account: Account) -> list["Report"]:
        """Open ones first, each part by when it came, the latest on top."""
        parts = (selectinload(part) for part in (cls.team, cls.entries, cls.all_gates))
        found = db.session.scalars(cls.of_investigator(account).options(*parts)).all()
        readable = [report for report in found if report.readable_by(account)]
        readable.sort(key=lambda report: report.contents.given_at, reverse=True)
        return sorted(readable, key=lambda report: report.state is ReportState.CLOSED)

    def readable_by(self, account: Account) -> bool:
        """Named for it, still an investigator, and neither of the unit nor the person meant."""
        fit = account.role is Role.INVESTIGATOR and account.is_active
        return fit and account in self.investigators and self.admits(account)

    @classmethod
    def of_card(cls, card: Card) -> Select["Report"]:
        mark = secret.fingerprint("reporter", str(card.id))
        return select(cls).filter_by(reporter=mark).order_by(cls.id)

    @classmethod
    def list_of(cls, card: Card) -> list["Report"]:
        """Those this card gave under its name, the latest on top."""
        found = list(db.session.scalars(cls.of_card(card)))
        return sorted(found, key=lambda report: report.contents.given_at, reverse=True)

    @classmethod
    def by_receipt(cls, code: str) -> "Report | None":
        """Spaces, hyphens, small and full-width letters in the code are welcome."""
        plain = unicodedata.normalize("NFKC", code).upper()
        bare = "".join(ch for ch in plain if ch.isalnum())
        mark = secret.fingerprint("receipt", bare)
        return db.session.scalar(select(cls).filter_by(receipt=mark))

    @classmethod
    def look_up(cls, code: str, address: str, device: str) -> "Report | None":
        """凭查询码查询: None when there is no such code (the failure is noted, so commit in either
        case). Raises RuleBroken after too many failures of one device or address."""
        mine, room = f"receipt:{device}", f"receipts@{address}"
        SignInFailure.refuse_beyond(mine, PER_DEVICE)
        SignInFailure.refuse_beyond(room, PER_ADDRESS)
        report = cls.by_receipt(code)
        if report is None:
            SignInFailure.note(mine, room)
        return report

    @property
    def contents(self) -> Contents:
        fields = secret.unseal(self.sealed)
        fields["given_at"] = datetime.fromisoformat(fields["given_at"])
        return Contents(**fields)

    @property
    def investigators(self) -> list[Account]:
        return [member.account for member in self.team]

    @property
    def gates(self) -> list["ReportGate"]:
        """Those of the present round: all four."""
        return [gate for gate in self.all_gates if gate.round == self.round]

    @property
    def outcome(self) -> ReportEntry | None:
        return self._last(E.OUTCOME)

    @property
    def rating(self) -> ReportEntry | None:
        return self._last(E.RATE)

    @property
    def memo(self) -> ReportEntry | None:
        """专报 of this round, the latest."""
        return self._last(E.MEMO)

    @property
    def proposal(self) -> ReportEntry | None:
        """提请办结, awaiting its second person."""
        return self._last(E.PROPOSE_CLOSING)

    @property
    def was_handed_over(self) -> bool:
        return self._last(E.HANDOVER) is not None

    @property
    def unit(self) -> Unit | None:
        """反映的单位."""
        unit_id = self.contents.unit_id
        return db.session.get(Unit, unit_id) if unit_id else None

    @property
    def times_dissatisfied(self) -> int:
        rated = (entry for entry in self.entries if entry.kind is E.RATE)
        return sum(1 for entry in rated if entry.told["level"] == Level.DISSATISFIED)

    @property
    def is_disputed(self) -> bool:
        return self.times_dissatisfied >= 2 and self._last(E.SIGN_OFF) is None

    @property
    def may_rate(self) -> bool:
        return self.state is ReportState.ANSWERED and self.rating is None

    @property
    def is_whole(self) -> bool:
        """Whether the record is as it was written: each entry carries the hash of all before."""
        previous = ""
        for entry in self.entries:
            if entry.hash != entry.computed_hash(previous):
                return False
            previous = entry.hash
        return True

    def opened(self, by: Account) -> None:
        """查阅: the reporter sees when, and by which role. Once an hour is often enough."""
        self._require_team(by)
        if not self.is_open_to(by):
            self._did(E.OPEN, by, "")

    def is_open_to(self, account: Account) -> bool:
        """Whether this person has opened it or worked on it within the hour."""
        since = clock.now() - READING
        own = (entry for entry in self.entries if entry.account_id == account.id)
        return any(entry.at > since for entry in own)

    @property
    def steps(self) -> list[Step]:
        """What its reporter is told of it."""
        told = (entry.step for entry in self.entries)
        return [step for step in told if step is not None]

    # ---- 核查 -------------------------------------------------------------------------------

    def find(self, by: Account, text: str) -> None:
        """核查情况."""
        self._work(by)
        self._did(E.FINDING, by, said(text, 5000, "请写明核查情况"))

    def hand_over(self, by: Account, to: Recipient, receipt: str, text: str) -> None:
        """移送 to 纪检监察机关 or 信访局, against a receipt (回执)."""
        self._work(by)
        if self.unit is not None and self.unit.kind.value == to.value:
            raise RuleBroken("不能移送给被反映的单位")
        receipt = said(receipt, 60, "请写明移送回执的编号")
        self._did(E.HANDOVER, by, text.strip(), to=to.value, receipt=receipt)

    def record_result(self, by: Account, text: str) -> None:
        """移送机关的书面结果."""
        self._work(by)
        if not self.was_handed_over:
            raise RuleBroken("本件没有移送")
        self._did(E.WRITTEN_RESULT, by, said(text, 5000, "请录入书面结果"))

    def report_up(self, by: Account, leader: Account, text: str) -> None:
        """专报: truthfully upward (如实上报), to one named leader."""
        self._work(by, ReportState.ANSWERED)
        if leader not in self.addressees:
            raise RuleBroken("专报只能报给与本件无关的县领导")
        self._did(E.MEMO, by, said(text, 5000, "请写好专报"), leader_id=leader.id)

    @classmethod
    def memos_for(cls, leader: Account) -> list[ReportEntry]:
        """专报 to this leader, the latest on top; nothing else of the report goes there."""
        own = select(ReportEntry).filter_by(kind=E.MEMO, leader_id=leader.id)
        whole = joinedload(ReportEntry.report).selectinload(cls.entries)
        memos = db.session.scalars(own.options(whole)).all()
        fit = [memo for memo in memos if memo.report.admits(leader)]
        return sorted(fit, key=lambda memo: memo.at, reverse=True)

    def instruct(self, leader: Account, memo: ReportEntry, text: str) -> None:
        """批示: what the leader writes on a 专报."""
        if memo.leader_id != leader.id or not self.admits(leader):
            raise RuleBroken("由收到专报的领导批示")
        if self.state is ReportState.CLOSED:
            raise RuleBroken("本件已经办结")
        self._did(E.INSTRUCT, leader, said(text, 1000, "请写明批示"), memo=memo.number)

    def answer(self, by: Account, text: str) -> None:
        """结果反馈 to the reporter, once all four gates are passed."""
        self._work(by)
        if not all(gate.is_done for gate in self.gates):
            raise RuleBroken("四关都过了，才能把结果告诉举报人")
        self._did(E.OUTCOME, by, said(text, 2000, "请写好给举报人的反馈"))
        self.state = ReportState.ANSWERED

    # ---- 评价 and 办结 -----------------------------------------------------------------------

    def rate(self, level: Level, words: str = "") -> None:
        """Its reporter, by card or receipt code. One 不满意 opens the next round."""
        if self.state is not ReportState.ANSWERED or self.rating is not None:
            raise RuleBroken("现在不能评价")
        if level is Level.DISSATISFIED:
            words = said(words, 500, "请说说哪里不满意，我们好接着办")
        self._did(E.RATE, None, words.strip(), level=level.value)
        if level is Level.DISSATISFIED and self.times_dissatisfied == 1:
            self.round += 1
            self.state = ReportState.INVESTIGATING
            self._open_gates()
            self._did(E.NEXT_ROUND, None, "")
            db.session.flush()  # the database wants every gate open at first

    def sign_off(self, leader: Account, reasons: str) -> None:
        """After a second 不满意: the leader to whom this round's 专报 went, with reasons."""
        memo = self.memo
        if memo is None or not memo.awaits_sign_off or memo.leader_id != leader.id:
            raise RuleBroken("两次评价不满意的举报，由收到专报的领导签批")
        self._did(E.SIGN_OFF, leader, said(reasons, 1000, "请写明签批的理由"))

    def propose_closing(self, by: Account) -> None:
        self._require_team(by)
        self.refuse_unless_closable()
        if self.proposal is not None:
            raise RuleBroken("已经提请办结，等待另一名专办人员确认")
        self._did(E.PROPOSE_CLOSING, by, "")

    def close(self, by: Account) -> None:
        """办结, as the second person."""
        self._require_team(by)
        self.refuse_unless_closable()
        proposal = self.proposal
        if proposal is None or proposal.account_id == by.id:
            raise RuleBroken("办结须由另一名专办人员提请")
        self._did(E.CLOSE, by, "")
        db.session.flush()  # the database looks for it when the state changes
        self.state = ReportState.CLOSED

    def refuse_unless_closable(self) -> None:
        outcome, rating = self.outcome, self.rating
        if self.state is not ReportState.ANSWERED or outcome is None:
            raise RuleBroken("把结果告诉举报人之后才能办结")
        if self.is_disputed:
            raise RuleBroken("两次评价不满意，须由收到专报的领导签批")
        told_on = clock.local(outcome.at).date()
        waited = working_calendar().between(told_on, clock.today()) >= ANSWER_DAYS
        if rating is None and not waited:
            raise RuleBroken("等举报人评价；反馈满 10 个工作日未评价的，可以办结")

    # ---- inside -----------------------------------------------------------------------------

    def _work(self, by: Account, *more: ReportState) -> None:
        self._require_team(by)
        if self.state not in {ReportState.INVESTIGATING, *more}:
            raise RuleBroken(f"本件「{self.state.label}」，不能这样办理")

    def _require_team(self, by: Account) -> None:
        if not self.readable_by(by):
            raise RuleBroken("只有本件的专办人员可以办理")

    def _open_gates(self) -> None:
        for position, kind in enumerate(GateKind):
            gate = ReportGate(round=self.round, kind=kind, position=position, state=GateState.OPEN)
            self.all_gates.append(gate)

    def _last(self, kind: ReportEntryKind) -> ReportEntry | None:
        """The latest entry of this kind in the present round."""
        entries = (entry for entry in reversed(self.entries) if entry.round == self.round)
        return next((entry for entry in entries if entry.kind is kind), None)

    def _did(self, kind: ReportEntryKind, by: Account | None, text: str, **told: Any) -> None:
        leader_id = told.pop("leader_id", None)
        told |= {"text": text, "at": clock.now().isoformat()}
        previous = self.entries[-1].hash if self.entries else ""
        entry = ReportEntry(
            number=len(self.entries) + 1,
            round=self.round,
            kind=kind,
            account_id=by.id if by else None,
            leader_id=leader_id,
            sealed=secret.seal(told),
        )
        entry.hash = entry.computed_hash(previous)
        self.entries.append(entry)
        if kind is not E.OPEN and inspect(self).persistent:
            attributes.flag_modified(self, "round")  # every act but reading raises the version


ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that looks like something else


def receipt_code(client_id: str) -> str:
    """The receipt code (查询码) of a report: 12 characters made from its client id and the key."""
    number = int(secret.fingerprint("receipt code", client_id), 16)
    letters = []
    for _ in range(12):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    return "".join(letters)
