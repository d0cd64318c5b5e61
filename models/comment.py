"""Comments on drafts (对征求意见稿的意见) and their answers: neither questions nor opinions of a
visit, and no matter follows from them."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Select, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, attributes, mapped_column, relationship

from models import clock
from models.account import Account
from models.audit import record
from models.base import Model, RuleBroken, Versioned, db
from models.counter import next_number, one_at_a_time
from models.draft import Draft, DraftState
from models.draft_version import DraftParagraph, DraftVersion, Passage, passage_source
from models.labels import Labelled
from models.on_behalf import Entered, OnBehalf, columns_of
from models.representative import Card
from models.roles import Permission
from models.text import said
from models.topic import publish

LONGEST, WORDS = 500, 1000  # characters of a comment, and of an answer, at most
MOST = 60  # comments of one representative on one draft


class Verdict(Labelled):
    """答复的结论."""

    ADOPTED = "adopted", "采纳"
    PARTLY = "partly", "部分采纳"
    DECLINED = "declined", "未采纳"


class Answer(Versioned, Model):
    """答复: to one comment, or to like ones together. Its authors read it once it is published."""

    __tablename__ = "answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey(Draft.id), index=True)
    verdict: Mapped[Verdict]
    words: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    at: Mapped[datetime]

    draft: Mapped[Draft] = relationship()
    by: Mapped[Account] = relationship()
    comments: Mapped[list["Comment"]] = relationship(
        back_populates="answer", order_by="Comment.number"
    )

    __mapper_args__ = {"version_id_col": Versioned.version}

    @classmethod
    def give(
        cls,
        draft: Draft,
        comments: Collection["Comment"],
        verdict: Verdict,
        words: str,
        by: Account,
    ) -> "Answer":
        """答复 these comments, in the same words. One that was answered before is answered anew."""
        answer = cls(draft=draft, by=by)
        answer._write(verdict, words, by, comments)
        if not comments:
            raise RuleBroken("请先勾选要答复的意见")
        if any(one.draft_id != draft.id or one.withdrawn_at for one in comments):
            raise RuleBroken("勾选的意见有的已经撤回，请刷新后再办理")
        before = {one.answer for one in comments if one.answer}
        db.session.add(answer)
        answer.comments = sorted(comments, key=lambda one: one.number)
        for comment in comments:
            attributes.flag_modified(comment, "text")
        db.session.flush()
        for old in before:
            db.session.expire(old, ["comments"])
            if not old.comments:
                db.session.delete(old)
        answer._did("answer", by, comments=len(comments))
        return answer

    def revise(self, by: Account, verdict: Verdict, words: str) -> None:
        """修改答复, until it is published."""
        self._write(verdict, words, by, self.comments)
        self._did("reanswer", by, comments=len(self.comments))

    def _write(
        self, verdict: Verdict, words: str, by: Account, comments: Collection["Comment"]
    ) -> None:
        draft = self.draft
        draft.refuse_unless_kept_by(by)
        if draft.stands is DraftState.OPEN:
            raise RuleBroken("代表还在提意见，截止以后再答复")
        draft.only_in(DraftState.CLOSED)
        if verdict is Verdict.DECLINED and any(one.became for one in comments):
            raise RuleBroken("修改稿里写明了采自这条意见，不能答复未采纳；请先改修改稿")
        missing = "请写明理由，代表会看到"
        needs = verdict is not Verdict.ADOPTED or words.strip()
        self.verdict, self.by, self.at = verdict, by, clock.now()
        self.words = said(words, WORDS, missing) if needs else ""

    def _did(self, action: str, by: Account, **detail: Any) -> None:
        self.draft.did(action, by, verdict=self.verdict.value, **detail)


class Comment(OnBehalf, Versioned, Model):
    """意见: on one paragraph of a draft, or on the whole. Its author may correct it until 截止."""

    __tablename__ = "comment"
    __table_args__ = (UniqueConstraint("draft_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(String(36), unique=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey(Draft.id))
    number: Mapped[int]
    read_id: Mapped[int] = mapped_column(ForeignKey(DraftVersion.id))  # the version in hand
    paragraph_id: Mapped[int | None] = mapped_column(ForeignKey(DraftParagraph.id), index=True)
    card_id: Mapped[int] = mapped_column(ForeignKey(Card.id), index=True)
    text: Mapped[str] = mapped_column(Text)
    given_at: Mapped[datetime]
    changed_at: Mapped[datetime | None] = mapped_column(default=None)
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)
    answer_id: Mapped[int | None] = mapped_column(ForeignKey(Answer.id), index=True, default=None)

    draft: Mapped[Draft] = relationship()
    read: Mapped[DraftVersion] = relationship()
    paragraph: Mapped[DraftParagraph | None] = relationship()
    card: Mapped[Card] = relationship(lazy="joined")
    answer: Mapped[Answer | None] = relationship(back_populates="comments")
    became: Mapped[list[Passage]] = relationship(
        secondary=passage_source, back_populates="sources", order_by=Passage.id
    )

    __mapper_args__ = {"version_id_col": Versioned.version}

    # ---- 提出 -------------------------------------------------------------------------------

    @classmethod
    def give(
        cls,
        draft: Draft,
        card: Card,
        text: str,
        client_id: str,
        paragraph: DraftParagraph | None = None,
        read: DraftVersion | None = None,
        *,
        entered: Entered | None = None,
    ) -> "Comment":
        """提意见, or 代录. Sent twice, it exists once. `read` is the version its author had in
        hand, which need not be the newest."""
        one_at_a_time(client_id)
        known = db.session.scalar(select(cls).filter_by(client_id=client_id))
        if known is not None:
            known._refuse_another(draft, card, text)
            return known
        draft.hold()
        cls._refuse_unless_asked(draft, card, entered)
        if len(db.session.scalars(cls._of(draft, card)).all()) >= MOST:
            raise RuleBroken(f"您对这份稿子已经提了 {MOST} 条意见，请改已经提的，或请工作人员帮忙")
        comment = cls(
            client_id=client_id,
            draft=draft,
            paragraph=paragraph,
            read=_version_read(draft, paragraph, read),
            card=card,
            text=said(text, LONGEST, "请写下意见"),
            given_at=clock.now(),
            number=next_number(f"comment:{draft.id}"),
            **columns_of(entered),
        )
        db.session.add(comment)
        db.session.flush()
        told = entered.told if entered else {}
        comment._did("give", entered.by if entered else card, **told)
        return comment

    @staticmethod
    def _refuse_unless_asked(draft: Draft, card: Card, entered: Entered | None) -> None:
        if not any(one.card_id == card.id for one in draft.invited):
            raise RuleBroken(f"《{draft.title}》没有请{card.name}提意见")
        card.visit.refuse_in_rehearsal("请等彩排结束再提意见")
        if entered is None:
            draft.refuse_late()
            return
        if not entered.by.may(Permission.SUBMISSION_ENTER):
            raise RuleBroken("意见由代表自己提，或由组织员、文秘代录")
        draft.only_in(DraftState.OPEN, DraftState.CLOSED)

    def _refuse_another(self, draft: Draft, card: Card, text: str) -> None:
        if self.card_id != card.id or self.draft_id != draft.id:
            raise RuleBroken("这条意见的凭据不对，请刷新页面后重新填写")
        if self.changed_at is None and self.text != said(text, LONGEST, "请写下意见"):
            raise RuleBroken(f"上一条已经收到，是{self.name}。这一条请刷新页面后再提交")

    def revise(self, by: Card, text: str) -> None:
        """更正, by its author, until the end."""
        self._refuse_unless_changeable(by)
        self.text, self.changed_at = said(text, LONGEST, "请写下意见"), clock.now()
        self._did("revise", by)

    def withdraw(self, by: Card) -> None:
        """撤回: nobody reads it any more."""
        self._refuse_unless_changeable(by)
        self.withdrawn_at = clock.now()
        self._did("withdraw", by)

    def _refuse_unless_changeable(self, by: Card) -> None:
        if self.card_id != by.id:
            raise RuleBroken("只能改自己的意见")
        if self.withdrawn_at is not None:
            raise RuleBroken(f"{self.name}已经撤回")
        self.draft.refuse_late()

    # ---- what it is -------------------------------------------------------------------------

    @property
    def subject(self) -> str:
        return f"comment:{self.id}"

    @property
    def name(self) -> str:
        return f"第 {self.number} 条"

    @property
    def place(self) -> str:
        """What it is about, as the version in hand had it."""
        return self.read.name_of(self.paragraph)

    @property
    def reflected_in(self) -> list[str]:
        """Where the changes that it led to stand: 第三条, as their version has it."""
        return [one.edition.name_of(one.paragraph) for one in self.became]

    @property
    def is_adopted(self) -> bool:
        answered = self.answer is not None and self.answer.verdict is not Verdict.DECLINED
        return answered and self.withdrawn_at is None

    @property
    def published_answer(self) -> Answer | None:
        """The answer as its author reads it."""
        return self.answer if self.draft.state is DraftState.PUBLISHED else None

    def signed_for(self, viewer: Any) -> str:
        """提出人, as far as this reader may know: the office always, others where the draft says
        that names are shown."""
        by_office = bool(viewer.may(Permission.DRAFT_READ))
        if by_office or self.draft.is_signed:
            return f"{self.card.representative.name}（{self.card.visit.name}{self.card.name}）"
        return "群众代表"

    @classmethod
    def of_card(cls, draft: Draft, card: Card) -> list["Comment"]:
        """What this representative said of it, in the order of the text."""
        places = {one.paragraph_id: one.position for one in draft.shown.passages}
        own = db.session.scalars(cls._of(draft, card).order_by(cls.number))
        return sorted(own, key=lambda one: (places.get(one.paragraph_id or 0, 0), one.number))

    @classmethod
    def _of(cls, draft: Draft, card: Card) -> Select["Comment"]:
        own = select(cls).filter_by(draft_id=draft.id, card_id=card.id)
        return own.where(cls.withdrawn_at.is_(None))

    def _did(self, action: str, by: Any, **detail: Any) -> None:
        db.session.flush()
        db.session.expire(self.draft, ["comments"])
        record(f"comment.{action}", self.subject, by, draft=self.draft_id, **detail)
        publish("drafts", self.draft.subject, self.card.topic)


def _version_read(
    draft: Draft, paragraph: DraftParagraph | None, read: DraftVersion | None
) -> DraftVersion:
    """The version in hand; where the page does not tell, the newest that has the paragraph."""
    standing = draft.standing
    if paragraph is not None:
        standing = [one for one in standing if one.passage_of(paragraph)]
    if not standing:
        raise RuleBroken("稿子里没有这一段，请刷新页面后再提")
    return read if read in standing else standing[-1]
