"""Reports of misconduct (监督举报): a world of their own, sealed, read only by their 专办人员."""

import uuid
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Select, String, Text, Uuid, select
from sqlalchemy.orm import Mapped, mapped_column, relationship, selectinload

from models import clock, secret
from models.account import Account, SignInFailure
from models.base import Model, RuleBroken, Versioned, db
from models.counter import one_at_a_time
from models.gate import GateKind, GateState
from models.opinion import LATER, Channel
from models.report_contents import Contents, ReportChannel, Signature, receipt_code, receipt_mark
from models.report_entry import ReportEntry, ReportEntryKind
from models.report_file import ReportFile
from models.report_gate import ReportGate
from models.report_record import ReportState
from models.report_rectify import ReportRectify
from models.report_reporter import ReportIdentity, ReportReporter
from models.report_team import ReportInvestigator, free_investigators
from models.representative import PER_ADDRESS, PER_DEVICE, Card
from models.roles import Role
from models.sealed_file import SealedFile
from models.text import LONGEST, said
from models.unit import Unit
from models.visit import Stop, Visit

E = ReportEntryKind
TEAM = 2  # 专办人员 who look into one report, at least
LONGEST_LATER = 5000  # characters of one that comes by letter, network or telephone
FILES = 30  # materials of one report


class Report(ReportReporter, ReportRectify, Versioned, Model):
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
    channel: Mapped[ReportChannel]
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
    identity: Mapped[ReportIdentity | None] = relationship()
    files: Mapped[list[ReportFile]] = relationship(back_populates="report")

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
        signature: Signature = Signature.CONFIDENTIAL,
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
            channel=ReportChannel.ON_SPOT,
            stop=place.name if place else "",
            unit=unit,
            person=person,
            card=None if signature is Signature.ANONYMOUS else card,
            signature=signature,
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
        signature: Signature = Signature.CONFIDENTIAL,
    ) -> tuple["Report", str]:
        """会后收到的举报, by network, letter or telephone: entered by an investigator, who tells
        the reporter the receipt code. Whose card it is stays with what they signed."""
        if by.role is not Role.INVESTIGATOR:
            raise RuleBroken("举报由专办人员登记")
        if channel not in LATER:
            raise RuleBroken("现场的举报由代表自己提出；会后登记请选网络、信件或电话")
        visit.refuse_in_rehearsal("请结束彩排之后再登记")
        if card is None:
            signature = Signature.ANONYMOUS
        return cls._receive(
            visit,
            text,
            client_id,
            channel=ReportChannel(channel.value),
            stop="",
            unit=unit,
            person=person,
            card=None if signature is Signature.ANONYMOUS else card,
            signature=signature,
        )

    @classmethod
    def of_inspection(
        cls,
        visit: Visit,
        text: str,
        *,
        given_at: datetime,
        place: str,
        unit: Unit | None,
        person: str,
        card: Card | None,
        files: Sequence[SealedFile],
    ) -> "Report":
        """巡查发现 that is dealt with as a report. Who found it is its reporter, in confidence;
        without one nobody has its receipt code."""
        report, _ = cls._receive(
            visit,
            text,
            str(uuid.uuid4()),
            channel=ReportChannel.INSPECTION,
            stop=place,
            unit=unit,
            person=person,
            card=card,
            signature=Signature.CONFIDENTIAL if card else Signature.ANONYMOUS,
            given_at=given_at,
        )
        report.files = [ReportFile.of(file) for file in files]
        return report

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
        channel: ReportChannel,
        stop: str,
        unit: Unit | None,
        person: str,
        card: Card | None,
        signature: Signature,
        given_at: datetime | None = None,
    ) -> tuple["Report", str]:
        code = receipt_code(client_id)
        known = cls._known(client_id)
        text = said(text, LONGEST if channel is ReportChannel.ON_SPOT else LONGEST_LATER)
        if known is not None:
            if known.contents.text != text:  # the next person on the same tablet, not a resend
                raise RuleBroken("上一份举报已经收到。这一份请重新打开填写页再提交")
            return known, code
        contents = {
            "text": text,
            "given_at": (given_at or clock.now()).isoformat(),
            "stop": stop,
            "unit_id": unit.id if unit else None,
            "person": person.strip()[:60],
            "card_id": card.id if card and signature is Signature.NAMED else None,
            "signature": signature.value,
        }
        confided = card if signature is Signature.CONFIDENTIAL else None
        report = cls(
            id=uuid.uuid4(),
            client_id=secret.fingerprint("report", client_id),
            visit=visit,
            channel=channel,
            receipt=receipt_mark(code),
            reporter=secret.fingerprint("reporter", str(card.id)) if card else None,
            sealed=secret.seal(contents),
            state=ReportState.RECEIVED,
            round=1,
            identity=ReportIdentity.of(confided) if confided else None,
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
        """Whether this person may have anything to do with it (回避): neither meant by it, nor of
        the unit, nor the leader in charge of the unit."""
        unit = self.unit
        of_it = unit is not None and account.id == unit.leader_id
        return not of_it and account.unit_id != self.contents.unit_id and not self.means(account)

    def means(self, account: Account) -> bool:
        """Whether this person is named in it."""
        contents = self.contents
        return account.name in "".join(f"{contents.person}\n{contents.text}".split())

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
        if self.state is ReportState.CLOSED:
            raise RuleBroken("本件已经办结，不能再增加专办人员")
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

    def has(self, words: str, state: str = "") -> bool:
        """Whether it is found by these words, and stands so."""
        contents = self.contents
        unit = self.unit.name if self.unit else ""
        told = "\n".join((contents.text, contents.person, contents.stop, unit))
        return words in told and state in {"", self.state.value}

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
        return db.session.scalar(select(cls).filter_by(receipt=receipt_mark(code)))

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
        return Contents.of(self.sealed)

    @property
    def investigators(self) -> list[Account]:
        return [member.account for member in self.team]

    @property
    def gates(self) -> list["ReportGate"]:
        """Those of the present round: all four."""
        return [gate for gate in self.all_gates if gate.round == self.round]

    @property
    def unit(self) -> Unit | None:
        """反映的单位."""
        unit_id = self.contents.unit_id
        return db.session.get(Unit, unit_id) if unit_id else None

    # ---- 材料 -------------------------------------------------------------------------------

    def attach(self, by: Account, name: str, content: bytes) -> None:
        """附材料: for the team alone, and for good."""
        self._work(by, ReportState.ANSWERED)
        self.visit.refuse_in_rehearsal("不能附材料")
        if len(self.files) >= FILES:
            raise RuleBroken(f"一件最多附 {FILES} 份材料")
        file = SealedFile.keep(name, content)
        self.files.append(ReportFile.of(file))
        self._did(E.FILE, by, file.name, sha256=file.sha256)

    @property
    def materials(self) -> list[ReportFile]:
        """In the order in which they came, which nothing but what is sealed tells."""
        return sorted(self.files, key=lambda one: (one.file.at, one.id))

    # ---- inside -----------------------------------------------------------------------------

    def _require_team(self, by: Account) -> None:
        if not self.readable_by(by):
            raise RuleBroken("只有本件的专办人员可以办理")

    def _open_gates(self) -> None:
        for position, kind in enumerate(GateKind):
            gate = ReportGate(round=self.round, kind=kind, position=position, state=GateState.OPEN)
            self.all_gates.append(gate)
