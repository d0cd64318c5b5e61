"""A matter's own record (办理记录): every act on it, readable by those it concerns."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models import clock
from models.account import Account
from models.base import Model, db
from models.labels import Labelled
from models.representative import Card

if TYPE_CHECKING:
    from models.attachment import Attachment
    from models.matter import Matter
    from models.round import Round


class EntryKind(Labelled):
    REGISTER = "register", "受理"
    ASSIGN = "assign", "交办"
    SEND_BACK = "send_back", "退回"
    SIGN = "sign", "签收"
    PROGRESS = "progress", "办理进展"
    PLAN = "plan", "整改方案"
    STAGE = "stage", "阶段性办结"
    FINISH_PART = "finish_part", "配合事项办结"
    ASK_EXTENSION = "ask_extension", "申请延期"
    DECIDE_EXTENSION = "decide_extension", "批复延期"
    RECOMPUTE = "recompute", "时限重算"
    SPLIT = "split", "拆分"
    MERGE = "merge", "合并办理"
    URGE = "urge", "催办"
    NOTICE = "notice", "督办通知"
    REPORT = "report", "报结"
    REWORK = "rework", "返工"
    ADD_GATE = "add_gate", "加关"
    PASS_GATE = "pass_gate", "过关"
    WAIVE_GATE = "waive_gate", "提请不适用"
    CONFIRM_WAIVER = "confirm_waiver", "确认不适用"
    ESCALATE = "escalate", "升级"
    REPLY = "reply", "回复代表"
    RATE = "rate", "代表评价"
    NEXT_ROUND = "next_round", "重新办理"
    SIGN_OFF = "sign_off", "领导签批"
    PROPOSE_CLOSING = "propose_closing", "提请销号"
    REFUSE_CLOSING = "refuse_closing", "不同意销号"
    CLOSE = "close", "销号"


# what passes between office and units; a representative's line goes without it
INTERNAL = frozenset(
    {
        EntryKind.URGE,
        EntryKind.NOTICE,
        EntryKind.REWORK,
        EntryKind.ESCALATE,
        EntryKind.ASK_EXTENSION,
        EntryKind.WAIVE_GATE,
        EntryKind.PROPOSE_CLOSING,
        EntryKind.REFUSE_CLOSING,
        EntryKind.REPORT,  # its draft is not yet the reply
    }
)


class Entry(Model):
    """办理记录. Written once; whether askers see it is fixed when it is written."""

    __tablename__ = "entry"
    __table_args__ = (
        Index(  # few of very many, and counted
            "ix_entry_sent_back",
            "matter_id",
            sqlite_where=text("kind = 'send_back'"),
            postgresql_where=text("kind = 'send_back'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    matter_id: Mapped[int] = mapped_column(ForeignKey("matter.id"), index=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    at: Mapped[datetime]
    kind: Mapped[EntryKind]
    text: Mapped[str] = mapped_column(Text)
    is_internal: Mapped[bool]
    account_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    card_id: Mapped[int | None] = mapped_column(ForeignKey(Card.id))

    matter: Mapped["Matter"] = relationship(back_populates="entries")
    round: Mapped["Round"] = relationship()
    account: Mapped[Account | None] = relationship(lazy="joined")
    card: Mapped[Card | None] = relationship(lazy="joined")
    attachments: Mapped[list["Attachment"]] = relationship(
        back_populates="entry", order_by="Attachment.id"
    )

    @classmethod
    def write(cls, matter: "Matter", kind: EntryKind, by: Any, text: str) -> "Entry":
        entry = cls(
            matter=matter,
            round=matter.round,
            at=clock.now(),
            kind=kind,
            text=text,
            is_internal=kind in INTERNAL,
            account=by if isinstance(by, Account) else None,
            card=by if isinstance(by, Card) else None,
        )
        db.session.add(entry)
        return entry

    @property
    def who(self) -> str:
        """Who acted, as shown to everybody."""
        if self.account is not None:
            return f"{self.account.unit.name} {self.account.name}"
        return self.card.name if self.card is not None else "系统"
