"""The record of a report (本件记录): a chain of its own; what was written and when is sealed."""

import hashlib
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models import secret
from models.account import Account
from models.base import Model
from models.gate import GateKind
from models.labels import Labelled
from models.reply import Level
from models.roles import Role

if TYPE_CHECKING:
    from models.report import Report


class ReportEntryKind(Labelled):
    RECEIVE = "receive", "收到"
    NAME = "name", "指定专办"
    OPEN = "open", "查阅"
    ASK_IDENTITY = "ask_identity", "申请查看身份"
    OPEN_IDENTITY = "open_identity", "同意查看身份"
    FINDING = "finding", "核查情况"
    FILE = "file", "附材料"
    HANDOVER = "handover", "移送"
    WRITTEN_RESULT = "written_result", "书面结果"
    MEMO = "memo", "专报"
    INSTRUCT = "instruct", "领导批示"
    PASS_GATE = "pass_gate", "过关"
    WAIVE_GATE = "waive_gate", "提请不适用"
    CONFIRM_WAIVER = "confirm_waiver", "确认不适用"
    RECTIFY = "rectify", "提出整改"
    OUTCOME = "outcome", "结果反馈"
    RATE = "rate", "举报人评价"
    NEXT_ROUND = "next_round", "重新核查"
    SIGN_OFF = "sign_off", "领导签批"
    PROPOSE_CLOSING = "propose_closing", "提请办结"
    CLOSE = "close", "办结"


class Recipient(Labelled):
    DISCIPLINE = "discipline", "纪检监察机关"
    PETITION = "petition", "信访局"


E = ReportEntryKind


@dataclass(frozen=True)
class Step:
    """办理经过: one line of what a reporter is told, without the names of who did it."""

    at: datetime
    kind: ReportEntryKind
    title: str
    text: str = ""


class ReportEntry(Model):
    """本件记录: its own chain; what was written and when is sealed."""

    __tablename__ = "report_entry"
    __table_args__ = {"sqlite_with_rowid": False}

    report_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("report.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    round: Mapped[int]
    kind: Mapped[ReportEntryKind]
    account_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    leader_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id), index=True)
    sealed: Mapped[str] = mapped_column(Text)
    hash: Mapped[str] = mapped_column(String(64))

    report: Mapped["Report"] = relationship(back_populates="entries")
    account: Mapped[Account | None] = relationship(foreign_keys=[account_id])
    leader: Mapped[Account | None] = relationship(foreign_keys=[leader_id])

    def computed_hash(self, previous: str) -> str:
        body = [self.number, self.round, self.kind.value, self.account_id, self.leader_id]
        text = f"{previous}{body}{self.sealed}"
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def told(self) -> dict[str, Any]:
        opened: dict[str, Any] = secret.unseal(self.sealed)
        return opened

    @property
    def text(self) -> str:
        return str(self.told["text"])

    @property
    def at(self) -> datetime:
        return datetime.fromisoformat(self.told["at"])

    @property
    def level(self) -> Level | None:
        return Level(self.told["level"]) if self.kind is E.RATE else None

    @property
    def gate(self) -> GateKind | None:
        kind = self.told.get("gate")
        return GateKind(kind) if kind else None

    @property
    def recipient(self) -> Recipient | None:
        return Recipient(self.told["to"]) if self.kind is E.HANDOVER else None

    @property
    def receipt(self) -> str:
        """移送回执 of a handover."""
        return str(self.told.get("receipt", ""))

    @property
    def awaits_sign_off(self) -> bool:
        """Whether this 专报 is the one on which the dispute is decided."""
        return self.report.is_disputed and self.report._last(E.MEMO) is self

    @property
    def instructions(self) -> list["ReportEntry"]:
        """What its leader wrote on this 专报: 批示, and 签批 in the same round."""
        on_it = []
        for entry in self.report.entries:
            instructs = entry.kind is E.INSTRUCT and entry.told["memo"] == self.number
            signs = entry.kind is E.SIGN_OFF and entry.round == self.round
            if instructs or (signs and entry.account_id == self.leader_id):
                on_it.append(entry)
        return on_it

    @property
    def step(self) -> Step | None:
        """How the reporter reads it; None for what stays among the 专办人员."""
        title, text = self.kind.label, ""
        match self.kind:
            case E.RECEIVE | E.CLOSE:
                pass
            case E.OPEN:
                title = f"{Role.INVESTIGATOR.label}{title}"
            case E.ASK_IDENTITY:
                title, text = f"一名{Role.INVESTIGATOR.label}申请查看您的身份", self.text
            case E.OPEN_IDENTITY:
                title, text = f"两名{Role.INVESTIGATOR.label}查看了您的身份", self.text
            case E.HANDOVER:
                title = f"{title}{self.recipient.label}" if self.recipient else title
            case E.PASS_GATE | E.CONFIRM_WAIVER:
                text = self.gate.label if self.gate else ""
            case E.RATE:
                title, text = "您的评价", f"{self.level.label if self.level else ''}。{self.text}"
            case E.NEXT_ROUND:
                text = f"第 {self.round} 轮"
            case E.OUTCOME | E.SIGN_OFF:
                text = self.text
            case _:
                return None
        return Step(self.at, self.kind, title, text)
