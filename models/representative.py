"""Representatives (群众代表) and the cards they enter with."""

import unicodedata
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models import clock, secret
from models.account import AuthSession, Principal, SignInFailure, end_sessions
from models.audit import record
from models.base import Model, RuleBroken, Versioned, db
from models.labels import Labelled
from models.roles import Role
from models.telephone import digits_of, mark_of

if TYPE_CHECKING:
    from models.visit import Visit


class Sex(Labelled):
    FEMALE = "female", "女"
    MALE = "male", "男"


class AgeGroup(Labelled):
    YOUNG = "young", "30岁以下"
    MIDDLE = "middle", "31–45岁"
    OLDER = "older", "46–60岁"
    SENIOR = "senior", "60岁以上"


class Representative(Versioned, Model):
    """群众代表: a person of the county, or one from outside who lives or works here."""

    __tablename__ = "representative"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40))
    sex: Mapped[Sex]
    age_group: Mapped[AgeGroup]
    town: Mapped[str] = mapped_column(String(40), index=True)
    place: Mapped[str] = mapped_column(String(60), default="")  # village or community
    walk: Mapped[str] = mapped_column(String(40))  # 职业界别
    is_resident: Mapped[bool] = mapped_column(default=True)  # False: 外来人员
    telephone_sealed: Mapped[str] = mapped_column(String(300), default="")
    telephone_mark: Mapped[str] = mapped_column(String(64), default="", index=True)

    cards: Mapped[list["Card"]] = relationship(
        back_populates="representative", order_by="Card.visit_id"
    )

    __mapper_args__ = {"version_id_col": Versioned.version}

    @classmethod
    def enrol(cls, by: Any, *, telephone: str = "", **fields: Any) -> "Representative":
        """登记一名代表."""
        person = cls(**fields)
        person._take_telephone(telephone)
        db.session.add(person)
        db.session.flush()
        record("representative.enrol", person.subject, by)
        return person

    @classmethod
    def recognised(cls, name: str, telephone: str) -> "Representative | None":
        """The person on the roster with this name and number. Without a number nobody is taken
        for somebody else: names repeat in every village."""
        return cls.with_mark(name, mark_of(telephone))

    @classmethod
    def with_mark(cls, name: str, mark: str) -> "Representative | None":
        same = select(cls).filter_by(name=name, telephone_mark=mark).order_by(cls.id)
        return db.session.scalars(same).first() if mark else None

    @property
    def subject(self) -> str:
        return f"representative:{self.id}"

    def change(self, by: Any, *, telephone: str | None = None, **fields: Any) -> None:
        """更改登记. Without a telephone the one on record stays."""
        number = self.telephone if telephone is None else telephone
        other = Representative.recognised(fields.get("name", self.name), number)
        if other is not None and other is not self:
            raise RuleBroken(f"名册里已有同名同号的{other.name}，请核对是不是同一个人")
        changed = [name for name, value in fields.items() if getattr(self, name) != value]
        for name in changed:
            setattr(self, name, fields[name])
        if digits_of(number) != digits_of(self.telephone):
            self._take_telephone(number)
            changed.append("telephone")
        if changed:
            record("representative.change", self.subject, by, fields="、".join(sorted(changed)))

    def show_telephone(self, by: Any) -> str:
        """查看完整号码: who looked, and when, stays on record."""
        if not self.telephone_sealed:
            raise RuleBroken(f"{self.name}没有登记联系电话")
        record("representative.show_telephone", self.subject, by)
        return self.telephone

    def _take_telephone(self, telephone: str) -> None:
        self.telephone_sealed = secret.seal(telephone) if telephone else ""
        self.telephone_mark = mark_of(telephone)

    @property
    def telephone(self) -> str:
        return str(secret.unseal(self.telephone_sealed)) if self.telephone_sealed else ""

    @property
    def masked_telephone(self) -> str:
        number = self.telephone
        return f"{number[:3]}****{number[-4:]}" if len(number) > 7 else "****" if number else ""


class Held:
    """持证: what a card is called. Of a `Card`, and of a `Bearer`."""

    if TYPE_CHECKING:
        id: Any
        seat: Any
        revoked_at: Any

    @property
    def actor(self) -> str:
        return f"card:{self.id}"

    @property
    def is_active(self) -> bool:
        return self.revoked_at is None

    @property
    def name(self) -> str:
        return f"{self.seat:02} 号代表"

    @property
    def topic(self) -> str:
        return f"card:{self.id}"


class Card(Held, Principal, Model):
    """代表证: lets one representative into one visit, and later to what became of it.

    The eight digits are printed once; the database keeps their fingerprint.
    """

    __tablename__ = "card"
    __table_args__ = (UniqueConstraint("visit_id", "seat"),)

    role = Role.REPRESENTATIVE

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"), index=True)
    representative_id: Mapped[int] = mapped_column(ForeignKey(Representative.id), index=True)
    seat: Mapped[int]  # 07 号代表
    code: Mapped[str] = mapped_column(String(64), unique=True)
    issued_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)

    representative: Mapped[Representative] = relationship(back_populates="cards", lazy="joined")
    visit: Mapped["Visit"] = relationship(back_populates="cards", lazy="joined")

    @classmethod
    def issue(
        cls, visit: "Visit", person: Representative, seat: int, by: Any, digits: str | None = None
    ) -> tuple["Card", str]:
        """发证. Returns the card and its digits, which nobody can read again afterwards."""
        if db.session.scalar(select(cls).filter_by(visit_id=visit.id, seat=seat)):
            raise RuleBroken(f"{seat:02} 号已发给另一位代表，请换一个号")
        digits = digits or _unused_digits()
        card = cls(
            visit=visit,
            representative=person,
            seat=seat,
            code=secret.fingerprint("card", digits),
            issued_at=clock.now(),
        )
        db.session.add(card)
        db.session.flush()
        record("card.issue", card.actor, by, visit=visit.id, seat=seat)
        return card, digits

    def replace(self, by: Any) -> str:
        """挂失补发: the old digits are dead at once; returns the new ones."""
        digits = _unused_digits()
        self.code = secret.fingerprint("card", digits)
        self.revoked_at = None
        end_sessions(AuthSession.card_id == self.id)
        record("card.replace", self.actor, by)
        return digits

    def revoke(self, by: Any) -> None:
        """注销代表证."""
        self.revoked_at = clock.now()
        end_sessions(AuthSession.card_id == self.id)
        record("card.revoke", self.actor, by)


def _unused_digits() -> str:
    while True:
        digits = secret.new_digits(8)
        code = secret.fingerprint("card", digits)
        if not db.session.scalar(select(Card.id).filter_by(code=code)):
            return digits


PER_DEVICE = 8
PER_ADDRESS = 300  # thirty people behind one address may each err ten times


def enter(code: str, address: str, device: str) -> str | None:
    """代表凭证进入: returns the session's token, or None when there is no such card (the failure
    is noted, so commit in either case). Full-width digits, spaces and hyphens are welcome.

    Raises RuleBroken after too many failures of one device. The address as a whole has a high
    ceiling, and a device that has entered before is not held to it: guessers must not be able to
    shut out the room.
    """
    digits = "".join(ch for ch in unicodedata.normalize("NFKC", code) if ch.isdecimal())
    mine, room = f"device:{device}", f"cards@{address}"
    SignInFailure.refuse_beyond(mine, PER_DEVICE)
    card = db.session.scalar(select(Card).filter_by(code=secret.fingerprint("card", digits)))
    if not AuthSession.began_on(device):
        SignInFailure.refuse_beyond(room, PER_ADDRESS)
    if card is None or not card.is_active:
        SignInFailure.note(mine, room)
        return None
    SignInFailure.forgive(mine)
    return AuthSession.start(card, device)
