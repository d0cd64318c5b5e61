"""Applications (报名) to an open call: from the public page, on paper, or taken down by staff."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models import clock, secret
from models.account import Account, SignInFailure
from models.audit import record
from models.base import Model, RuleBroken, Versioned, db
from models.counter import next_number, one_at_a_time
from models.labels import Labelled
from models.lot import BETWEEN, Entrant
from models.representative import AgeGroup, Representative, Sex
from models.telephone import digits_of, mark_of
from models.text import said

if TYPE_CHECKING:
    from models.draw import Draw

RECEIPT = 10  # digits
MOST = 5000  # of one call
PER_ADDRESS = 40  # within the window: a village may share one address
PER_DEVICE = 12  # looking up receipts
WISHES = 3


class ApplicationChannel(Labelled):
    ONLINE = "online", "网上"
    PAPER = "paper", "纸质报名表"
    ON_BEHALF = "on_behalf", "代登记"


class Application(Versioned, Model):
    """报名: one person who would like to come."""

    __tablename__ = "application"
    __table_args__ = (
        UniqueConstraint("draw_id", "number"),
        UniqueConstraint("draw_id", "client_id"),
        Index("ix_application_draw_id_telephone_mark", "draw_id", "telephone_mark"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    draw_id: Mapped[int] = mapped_column(ForeignKey("draw.id"))
    number: Mapped[int]
    client_id: Mapped[str] = mapped_column(String(36))  # of the form: sent twice, taken once
    receipt: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(40))
    sex: Mapped[Sex]
    age_group: Mapped[AgeGroup]
    town: Mapped[str] = mapped_column(String(40))
    place: Mapped[str] = mapped_column(String(60), default="")
    walk: Mapped[str] = mapped_column(String(40))
    is_resident: Mapped[bool] = mapped_column(default=True)
    telephone_sealed: Mapped[str] = mapped_column(String(300))
    telephone_mark: Mapped[str] = mapped_column(String(64))
    wishes: Mapped[list[str]] = mapped_column(JSON)
    channel: Mapped[ApplicationChannel]
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    applied_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)
    allowed_reason: Mapped[str] = mapped_column(String(200), default="")
    allowed_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id), default=None)
    left_out: Mapped[str] = mapped_column(String(80), default="")  # why it is not on the list
    representative_id: Mapped[int | None] = mapped_column(
        ForeignKey(Representative.id), default=None
    )

    draw: Mapped["Draw"] = relationship(back_populates="applications")
    entered_by: Mapped[Account | None] = relationship(foreign_keys=[entered_by_id])
    allowed_by: Mapped[Account | None] = relationship(foreign_keys=[allowed_by_id])
    representative: Mapped[Representative | None] = relationship()

    __mapper_args__ = {"version_id_col": Versioned.version}

    @classmethod
    def hand_in(
        cls,
        draw: "Draw",
        client_id: str,
        channel: ApplicationChannel,
        by: Account | None = None,
        *,
        telephone: str,
        wishes: list[str],
        **fields: Any,
    ) -> "tuple[Application, str]":
        """报名. Returns it with its receipt code; the same form sent again returns the same."""
        one_at_a_time(f"application:{draw.id}:{client_id}")
        receipt = f"{int(secret.fingerprint('receipt of', client_id), 16) % 10**RECEIPT:0{RECEIPT}}"
        known = db.session.scalar(select(cls).filter_by(draw_id=draw.id, client_id=client_id))
        if known is not None:
            return known, receipt
        draw.refuse_unless_taking(channel)
        if fields["town"] not in draw.towns or fields["walk"] not in draw.walks:
            raise RuleBroken("镇（街道）和职业界别请从列出的里面选")
        number = next_number(f"application:{draw.id}")
        if number > MOST:
            raise RuleBroken(f"报名已满 {MOST} 人，不再收了")
        one = cls(
            **fields,
            draw=draw,
            number=number,
            client_id=client_id,
            receipt=secret.fingerprint("application", receipt),
            telephone_sealed=secret.seal(telephone),
            telephone_mark=mark_of(telephone),
            wishes=tidied(wishes),
            channel=channel,
            entered_by_id=by.id if by else None,
            applied_at=clock.now(),
        )
        db.session.add(one)
        db.session.flush()
        told = {"number": number, "via": channel.value}
        record("application.hand_in", draw.visit.subject, by or "applicant", **told)
        return one, receipt

    @classmethod
    def by_receipt(cls, draw: "Draw", code: str, address: str, device: str) -> "Application | None":
        """Whose receipt this is, or None; a failure is noted, so commit in either case.

        Raises RuleBroken after too many failures of one device or address.
        """
        mine, others = f"receipt:{device}", f"receipts@{address}"
        SignInFailure.refuse_beyond(mine, PER_DEVICE)
        SignInFailure.refuse_beyond(others, PER_ADDRESS)
        mark = secret.fingerprint("application", digits_of(code))
        found = db.session.scalar(select(cls).filter_by(draw_id=draw.id, receipt=mark))
        if found is None:
            SignInFailure.note(mine, others)
        return found

    @property
    def entrant(self) -> Entrant:
        return Entrant(self.number, self.town, self.walk)

    @property
    def masked_name(self) -> str:
        """陈＊厚: for what hangs in public."""
        last = self.name[-1] if len(self.name) > 2 else ""
        return f"{self.name[0]}＊{last}"

    @property
    def telephone(self) -> str:
        return str(secret.unseal(self.telephone_sealed))

    @property
    def known(self) -> Representative | None:
        """Whom the roster knows by this name and number."""
        return Representative.with_mark(self.name, self.telephone_mark)

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    @property
    def who(self) -> tuple[str, str]:
        """By which two applications are the same person's."""
        return self.name, self.telephone_mark

    def withdraw(self, by: Any) -> None:
        """撤回报名: before the list is fixed."""
        self.draw.refuse_unless_open()
        if self.is_withdrawn:
            raise RuleBroken(f"{self.entrant.name} 号报名已经撤回")
        self.withdrawn_at = clock.now()
        record("application.withdraw", self.draw.visit.subject, by, number=self.number)

    def allow(self, by: Account, reason: str) -> None:
        """准许再次参加, though they came within the months: with a reason that stays on record."""
        self.draw.refuse_unless_open()
        self.allowed_reason = said(reason, 200, "请写明准许的理由")
        self.allowed_by_id = by.id
        told = {"number": self.number, "reason": self.allowed_reason}
        record("application.allow", self.draw.visit.subject, by, **told)

    def person(self, by: Any) -> Representative:
        """Whom the roster knows it to be, or who is put on the roster by it."""
        self.representative = self.known or Representative.enrol(
            by,
            name=self.name,
            sex=self.sex,
            age_group=self.age_group,
            town=self.town,
            place=self.place,
            walk=self.walk,
            is_resident=self.is_resident,
            telephone=self.telephone,
        )
        return self.representative


def refuse_flood(address: str) -> None:
    """Raises RuleBroken when more than plausible came from one address; else counts one more."""
    key = f"applications@{address}"
    SignInFailure.refuse_beyond(key, PER_ADDRESS, "这个网络上报名的人太多")
    SignInFailure.note(key)


def tidied(wishes: list[str]) -> list[str]:
    """意向, each once and in the order of their weight."""
    words = (" ".join(wish.split())[:60] for wish in wishes)
    return list(dict.fromkeys(word for word in words if word))[:WISHES]


def fit_for_a_list(text: str) -> str:
    """A town or a walk of life as it may stand in a line of the list."""
    return "".join(text.replace(BETWEEN, "／").split())[:40]
