"""Invitations (邀请): who is asked to come, whether they will, and who takes an empty place."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from models import clock
from models.account import Account
from models.application import tidied
from models.audit import record
from models.base import Model, RuleBroken, Versioned, db
from models.labels import Labelled
from models.representative import Card, Representative
from models.roster import give_seat
from models.text import said
from models.topic import publish
from models.visit import Visit, VisitState

QUOTA, MONTHS = 30, 12


class InvitationKind(Labelled):
    DIRECTED = "directed", "定向邀请"
    OPEN = "open", "公开邀请"


class InvitationState(Labelled):
    INVITED = "invited", "待回复"
    ACCEPTED = "accepted", "应邀"
    DECLINED = "declined", "不能来"


HOLDS = (InvitationState.INVITED, InvitationState.ACCEPTED)  # a place


class InvitationPlan(Model):
    """邀请安排: how many are to come to a visit, and after how many months somebody may again."""

    __tablename__ = "invitation_plan"

    visit_id: Mapped[int] = mapped_column(ForeignKey(Visit.id), primary_key=True)
    quota: Mapped[int]
    months: Mapped[int]

    @classmethod
    def of(cls, visit: Visit) -> "InvitationPlan":
        """The visit's own, or what is usual."""
        usual = cls(visit_id=visit.id, quota=QUOTA, months=MONTHS)
        return db.session.get(cls, visit.id) or usual

    @classmethod
    def set(cls, visit: Visit, by: Any, quota: int, months: int) -> None:
        """定名额."""
        refuse_unless_inviting(visit)
        plan = db.session.get(cls, visit.id)
        if plan is None:
            plan = cls(visit_id=visit.id)
            db.session.add(plan)
        plan.quota, plan.months = quota, months
        record("invitation.plan", visit.subject, by, quota=quota, months=months)


class Invitation(Versioned, Model):
    """邀请: one person, asked to one visit."""

    __tablename__ = "invitation"
    __table_args__ = (UniqueConstraint("visit_id", "representative_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey(Visit.id))
    representative_id: Mapped[int] = mapped_column(ForeignKey(Representative.id), index=True)
    kind: Mapped[InvitationKind]
    state: Mapped[InvitationState] = mapped_column(default=InvitationState.INVITED)
    invited_at: Mapped[datetime]
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    note: Mapped[str] = mapped_column(String(200), default="")  # what was said with the answer
    allowed_reason: Mapped[str] = mapped_column(String(200), default="")
    wishes: Mapped[list[str]] = mapped_column(JSON)
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("invitation.id"), default=None)

    visit: Mapped[Visit] = relationship()
    representative: Mapped[Representative] = relationship(lazy="joined")
    replaces: Mapped["Invitation | None"] = relationship(remote_side=[id])

    __mapper_args__ = {"version_id_col": Versioned.version}

    @classmethod
    def of(cls, visit: Visit) -> "Sequence[Invitation]":
        """In the order in which they were asked."""
        found = select(cls).filter_by(visit_id=visit.id).options(joinedload(cls.replaces))
        return db.session.scalars(found.order_by(cls.invited_at, cls.id)).all()

    @classmethod
    def direct(
        cls, visit: Visit, people: Collection[Representative], by: Account, reason: str = ""
    ) -> "list[Invitation]":
        """定向邀请. Whoever came within the months is asked again only with a reason."""
        refuse_unless_inviting(visit)
        if not people:
            raise RuleBroken("请勾选要邀请的人")
        asked = {one.representative_id for one in cls.of(visit)}
        twice = [person.name for person in people if person.id in asked]
        if twice:
            raise RuleBroken(f"{'、'.join(twice)}已经在{visit.name}的邀请名单里")
        plan = InvitationPlan.of(visit)
        lately = came_lately(visit, plan.months)
        again = [person for person in people if person.id in lately]
        if again and not reason.strip():
            names = "、".join(f"{one.name}（{lately[one.id].name}）" for one in again)
            raise RuleBroken(f"{names}来过未满 {plan.months} 个月，再次邀请请写明理由")
        why = said(reason, 200) if again else ""
        return [
            cls.ask(visit, one, by, InvitationKind.DIRECTED, why if one in again else "")
            for one in people
        ]

    @classmethod
    def ask(
        cls,
        visit: Visit,
        person: Representative,
        by: Account,
        kind: InvitationKind,
        reason: str = "",
        wishes: Sequence[str] = (),
        replaces: "Invitation | None" = None,
    ) -> "Invitation":
        """发出一份邀请."""
        one = cls(
            visit=visit,
            representative=person,
            kind=kind,
            state=InvitationState.INVITED,
            invited_at=clock.now(),
            invited_by_id=by.id,
            allowed_reason=reason,
            wishes=list(wishes),
            replaces=replaces,
        )
        db.session.add(one)
        db.session.flush()
        told = {"person": person.subject, "kind": kind.value}
        if reason:
            told["reason"] = reason
        record("invitation.ask", visit.subject, by, **told)
        return one

    @property
    def holds(self) -> bool:
        return self.state in HOLDS

    @property
    def card(self) -> Card | None:
        return next(
            (one for one in self.visit.cards if one.representative_id == self.representative_id),
            None,
        )

    def accept(self, by: Account, wishes: Sequence[str] | None = None) -> None:
        """应邀: with a card, which is printed later with the others."""
        refuse_unless_inviting(self.visit)
        self._answer(InvitationState.ACCEPTED, "", by)
        if wishes is not None:
            self.wishes = tidied(list(wishes))
        if self.card is None:
            give_seat(self.visit, self.representative, by)

    def decline(self, by: Account, note: str) -> None:
        """不能来, or not to be reached: the card, if there is one, opens nothing any more. A place
        of the open call goes to the next substitute (`Draw.fill`)."""
        refuse_unless_inviting(self.visit)
        self._answer(InvitationState.DECLINED, said(note, 200, "请写明不能来的原因"), by)
        if self.card is not None and self.card.is_active:
            self.card.revoke(by)

    def _answer(self, state: InvitationState, note: str, by: Account) -> None:
        if self.state is InvitationState.DECLINED or self.state is state:
            raise RuleBroken(f"{self.representative.name}已经回复：{self.state.label}")
        self.state, self.note, self.answered_at = state, note, clock.now()
        told = {"person": self.representative.subject, "answer": state.value}
        record("invitation.answer", self.visit.subject, by, **told)
        publish(f"check_in:{self.visit_id}")


def refuse_unless_inviting(visit: Visit) -> None:
    if visit.state is VisitState.HELD:
        raise RuleBroken(f"{visit.name}已经结束，不再邀请")


def came_lately(visit: Visit, months: int) -> dict[int, Visit]:
    """Who had a card of another visit less than so many months before this one, or after it:
    by representative, the nearest of those visits."""
    first, last = _moved(visit.held_on, -months), _moved(visit.held_on, months)
    other = (
        select(Card)
        .join(Card.visit)
        .where(
            Card.visit_id != visit.id,
            Card.revoked_at.is_(None),
            Visit.held_on > first,
            Visit.held_on < last,
        )
    )
    found = db.session.scalars(other.order_by(Visit.held_on, Visit.id))
    return {card.representative_id: card.visit for card in found}


def _moved(day: date, months: int) -> date:
    """The same day so many months on, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for shorter in range(4):
        try:
            return date(year, month + 1, day.day - shorter)
        except ValueError:
            continue
    raise AssertionError("a month has 28 days at least")
