"""What is done about a report: looked into, handed over, reported up, answered, rated, ended."""

import uuid
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from models import clock
from models.account import Account
from models.base import RuleBroken, db
from models.calendar import working_calendar
from models.reply import ANSWER_DAYS, Level
from models.report_entry import Recipient, ReportEntry, ReportEntryKind
from models.report_record import ReportRecord, ReportState
from models.text import said

E = ReportEntryKind


class ReportWork(ReportRecord):
    """举报件的办理."""

    if TYPE_CHECKING:
        unit: Any
        gates: Any
        addressees: Any

        def admits(self, account: Account) -> bool: ...

        def _open_gates(self) -> None: ...

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

    @classmethod
    def memo_for(cls, leader: Account, key: tuple[uuid.UUID, int]) -> ReportEntry | None:
        """The 专报 of this report and number, if it went to this leader."""
        mine = {(memo.report_id, memo.number): memo for memo in cls.memos_for(leader)}
        return mine.get(key)

    def memo_numbered(self, number: int) -> ReportEntry | None:
        """专报 of this report, for its 专办人员."""
        memos = (one for one in self.entries if one.kind is E.MEMO and one.number == number)
        return next(memos, None)

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
        own = memo is not None and memo.awaits_sign_off and memo.leader_id == leader.id
        if not own or not self.admits(leader):
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
