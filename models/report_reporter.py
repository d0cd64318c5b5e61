"""Who gave a report (举报人): what is sealed of it apart, and how two open that together."""

import uuid
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from models import secret
from models.account import Account
from models.base import Model, RuleBroken, db
from models.report_contents import Contents, Signature
from models.report_entry import ReportEntry, ReportEntryKind
from models.report_record import ReportRecord, ReportState
from models.representative import Card
from models.text import said

E = ReportEntryKind


class ReportIdentity(Model):
    """举报人身份, given in confidence: sealed apart from what was reported."""

    __tablename__ = "report_identity"
    __table_args__ = {"sqlite_with_rowid": False}

    report_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("report.id"), primary_key=True)
    sealed: Mapped[str] = mapped_column(Text)

    @classmethod
    def of(cls, card: Card) -> "ReportIdentity":
        return cls(sealed=secret.seal(card.id))


class ReportReporter(ReportRecord):
    """举报人. An identity given in confidence opens for two 专办人员 together, each with a reason,
    and the reporter reads that it did."""

    if TYPE_CHECKING:
        identity: Any

        @property
        def contents(self) -> Contents: ...

    @property
    def signature(self) -> Signature:
        return self.contents.signature

    @property
    def asked_identity(self) -> ReportEntry | None:
        """申请查看身份, the latest."""
        return self._ever(E.ASK_IDENTITY)

    @property
    def opened_identity(self) -> ReportEntry | None:
        return self._ever(E.OPEN_IDENTITY)

    def ask_identity(self, by: Account, reason: str) -> None:
        """申请查看举报人身份."""
        self._require_team(by)
        self._refuse_unless_closed_up()
        if self.asked_identity is not None:
            raise RuleBroken("已经有人申请，等另一名专办人员同意")
        self._did(E.ASK_IDENTITY, by, said(reason, 500, "请写明为什么要知道举报人是谁"))

    def open_identity(self, by: Account, reason: str) -> None:
        """同意查看, as the second person."""
        self._require_team(by)
        self._refuse_unless_closed_up()
        asked = self.asked_identity
        if asked is None or asked.account_id == by.id:
            raise RuleBroken("查看举报人身份，须由另一名专办人员先申请")
        self._did(E.OPEN_IDENTITY, by, said(reason, 500, "请写明为什么同意"))

    def _refuse_unless_closed_up(self) -> None:
        if self.signature is not Signature.CONFIDENTIAL:
            raise RuleBroken(f"这一件是{self.signature.label}的，没有封存的身份")
        if self.state is ReportState.CLOSED:
            raise RuleBroken("本件已经办结")
        if self.opened_identity is not None:
            raise RuleBroken("举报人身份已经由两名专办人员查看")

    def identity_for(self, account: Account) -> Card | None:
        """Who gave it, for whoever of its team may know."""
        if not self.readable_by(account):
            return None
        if self.signature is Signature.CONFIDENTIAL:
            asked, opened = self.asked_identity, self.opened_identity
            together = {entry.account_id for entry in (asked, opened) if entry is not None}
            if opened is None or account.id not in together:
                return None
        card_id = self._card_id
        return db.session.get(Card, card_id) if card_id else None

    @property
    def _card_id(self) -> int | None:
        if self.identity is not None:
            return int(secret.unseal(self.identity.sealed))
        return self.contents.card_id

    def _ever(self, kind: ReportEntryKind) -> ReportEntry | None:
        """The latest entry of this kind, in whatever round."""
        return next((entry for entry in reversed(self.entries) if entry.kind is kind), None)
