"""What moderators did with a question, act by act, and the way back from the last of them."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, ForeignKey, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models import clock
from models.account import Account
from models.base import Model, RuleBroken, db
from models.labels import Labelled

if TYPE_CHECKING:
    from models.question import Question


class ModerationKind(Labelled):
    APPROVE = "approve", "通过"
    REFUSE = "refuse", "不采用"
    MERGE = "merge", "并入"
    WORDING = "wording", "修改措辞"
    STAR = "star", "加星标"
    UNSTAR = "unstar", "取消星标"
    MOVE = "move", "调整顺序"
    ON_SCREEN = "on_screen", "上大屏"
    TAKE_DOWN = "take_down", "退回待答"
    CARRY = "carry", "带到下一站"
    ANSWER = "answer", "当场答复"
    PARTIAL = "partial", "部分答复"
    PROMISE = "promise", "记为承诺"
    ROUTE = "route", "带回办理"
    UNDO = "undo", "撤销"


K = ModerationKind
SYSTEM = "系统"  # who does what nobody did

# What an act may change of a question. A relationship is named by its column.
CHANGEABLE = (
    "state",
    "wording",
    "reason",
    "is_starred",
    "position",
    "merged_into_id",
    "carried_to_id",
    "answer",
    "rest",
    "speaker",
    "unit_id",
    "queued_at",
    "answering_at",
    "settled_at",
)


def standing(question: "Question") -> dict[str, Any]:
    """How the question stands, as JSON holds it."""
    values = {name: getattr(question, name) for name in CHANGEABLE}
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in values.items()
    }


class Moderation(Model):
    """审核记录. Written once: an undo is an act of its own and names the one it takes back."""

    __tablename__ = "moderation"

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), index=True)
    other_id: Mapped[int | None] = mapped_column(ForeignKey("question.id"), index=True)
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("moderation.id"), unique=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    kind: Mapped[ModerationKind]
    at: Mapped[datetime]
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any]] = mapped_column(JSON)

    question: Mapped["Question"] = relationship(foreign_keys=[question_id])
    other: Mapped["Question | None"] = relationship(foreign_keys=[other_id])
    undoes: Mapped["Moderation | None"] = relationship(
        back_populates="undone_by", remote_side="Moderation.id"
    )
    undone_by: Mapped["Moderation | None"] = relationship(back_populates="undoes")
    account: Mapped[Account | None] = relationship(lazy="joined")

    @classmethod
    def write(
        cls,
        question: "Question",
        kind: ModerationKind,
        by: Any,
        was: dict[str, Any],
        *,
        other: "Question | None" = None,
        undoes: "Moderation | None" = None,
        brought: Iterable["Question"] = (),
    ) -> None:
        """What is another now than it `was`. `brought` are the questions that moved along."""
        db.session.flush()
        now = standing(question)
        changed = [name for name in CHANGEABLE if now[name] != was[name]]
        before = {name: was[name] for name in changed}
        along = [each.id for each in brought]
        db.session.add(
            cls(
                question=question,
                other=other,
                undoes=undoes,
                account=by if isinstance(by, Account) else None,
                kind=kind,
                at=clock.now(),
                before={**before, "brought": along} if along else before,
                after={name: now[name] for name in changed},
            )
        )

    @classmethod
    def of(cls, question: "Question") -> list["Moderation"]:
        """All that was done with it, and what was merged into it; the earliest first."""
        found = select(cls).where(or_(cls.question_id == question.id, cls.other_id == question.id))
        return list(db.session.scalars(found.order_by(cls.id)))

    @classmethod
    def last(cls, ids: Iterable[int], *, standing: bool = False) -> dict[int, "Moderation"]:
        """The last act on each question; `standing`: the last that was not taken back."""
        newest = select(func.max(cls.id)).where(cls.question_id.in_(list(ids)))
        if standing:
            undone = select(cls.undoes_id).where(cls.undoes_id.is_not(None))
            newest = newest.where(cls.kind != K.UNDO, cls.id.not_in(undone))
        found = select(cls).where(cls.id.in_(newest.group_by(cls.question_id)))
        return {each.question_id: each for each in db.session.scalars(found)}

    @property
    def who(self) -> str:
        return self.account.name if self.account is not None else SYSTEM

    @property
    def is_final(self) -> bool:
        """Nothing leads back from it here: others rely on it already."""
        return self.kind is K.PROMISE

    def refuse_unless_last(self) -> None:
        """Raises RuleBroken, with a way on, when something has built on this act since."""
        question, other = self.question, self.other
        matter = question.matter
        if "state" in self.after and question.is_declined:
            raise RuleBroken(f"督查室对{question.name}不予受理，不能撤销。请告诉督查室")
        if "state" in self.after and matter is not None:
            raise RuleBroken(
                f"{question.name}已列入督办事项{matter.name}，不能撤销。"
                "记错了的，请告诉督查室，在督办事项里更正或退回"
            )
        if self.is_final:
            raise RuleBroken(
                f"{question.name}的承诺已经记录在案，不能撤销。请告诉督查室，由督查室更正"
            )
        if self.kind is K.MERGE and other is not None:
            if other.matter is not None or other.promise is not None:
                raise RuleBroken(
                    f"{question.name}已随{other.name}列入督办或承诺，不能撤销并入。"
                    "要另行答复的，请提问人再提一次，或告诉督查室"
                )
            if other.merged_into is not None:
                raise RuleBroken(
                    f"{other.name}后来并入了{other.merged_into.name}，请先撤销那一次并入"
                )
        later = self._joined_since()
        if later is not None:
            raise RuleBroken(f"{later.name}后来并入了{question.name}，请先撤销那一次并入")
        if any(standing(question)[name] != value for name, value in self.after.items()):
            raise RuleBroken(f"{question.name}后来又有变化，这一步不能再撤销")

    def _joined_since(self) -> "Question | None":
        """A question merged into this one after the act: it came because of what the act did."""
        undone = select(Moderation.undoes_id).where(Moderation.undoes_id.is_not(None))
        found = (
            select(Moderation)
            .where(Moderation.other_id == self.question_id, Moderation.kind == K.MERGE)
            .where(Moderation.id > self.id, Moderation.id.not_in(undone))
        )
        joined = db.session.scalars(found).first()
        return joined.question if joined is not None and "state" in self.after else None
