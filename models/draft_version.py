"""Versions of a draft (稿次): paragraphs that stay the same ones from version to version, so that
what was said of them keeps its place."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Column, ForeignKey, String, Table, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, attributes, mapped_column, relationship

from models import clock
from models.account import Account
from models.base import Model, RuleBroken, Versioned, db
from models.draft import Draft, DraftState
from models.draft_text import LONGEST, MOST, Cut, cut, cut_one, names
from models.roles import Permission
from models.text import length, said, tidy

if TYPE_CHECKING:
    from models.comment import Comment

NOTE = 300  # characters of 修改说明 at most


class DraftVersion(Model):
    """稿次: the first is 征求意见稿, the later ones 修改稿. What has gone out stands."""

    __tablename__ = "draft_version"
    __table_args__ = (UniqueConstraint("draft_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey(Draft.id))
    number: Mapped[int]
    note: Mapped[str] = mapped_column(Text, default="")
    made_by_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    made_at: Mapped[datetime]
    issued_at: Mapped[datetime | None] = mapped_column(default=None)

    draft: Mapped[Draft] = relationship(back_populates="versions")
    made_by: Mapped[Account] = relationship()
    passages: Mapped[list["Passage"]] = relationship(
        back_populates="edition",
        order_by="[Passage.position, Passage.id]",
        cascade="all, delete-orphan",
    )

    # ---- 起草和修改 -------------------------------------------------------------------------

    @classmethod
    def begin(cls, draft: Draft, by: Account) -> "DraftVersion":
        """A first version without a word."""
        version = cls(number=len(draft.versions) + 1, made_by=by, made_at=clock.now())
        draft.versions.append(version)
        return version

    @classmethod
    def revise(cls, draft: Draft, by: Account) -> "DraftVersion":
        """起草修改稿: begins as what stands now."""
        draft.refuse_unless_kept_by(by)
        draft.only_in(DraftState.OPEN, DraftState.CLOSED, DraftState.PUBLISHED)
        if draft.working is not None:
            raise RuleBroken("修改稿已经在起草，请接着改")
        last = draft.standing[-1]
        version = cls.begin(draft, by)
        for old in last.passages:
            version.passages.append(old.copied())
        draft.did("revise", by, number=version.number)
        return version

    def paste(self, text: str) -> None:
        """The whole text anew; for what nobody has read yet."""
        self.passages = [
            Passage(paragraph=DraftParagraph(draft=self.draft), position=place, **one._asdict())
            for place, one in enumerate(cut(text), 1)
        ]

    def write(self, by: Account, text: str) -> None:
        """整篇重贴, before it goes out for the first time."""
        self._refuse_unless_written_by(by)
        self.draft.only_in(DraftState.DRAFTING)
        gone = list(self.draft.paragraphs)
        self.paste(text)
        db.session.flush()
        for paragraph in gone:
            self.draft.paragraphs.remove(paragraph)
        self.draft.did("write", by, paragraphs=len(self.passages))

    def rewrite(
        self, passage: "Passage", by: Account, words: str, sources: Iterable["Comment"] = ()
    ) -> None:
        """改一段, and whose comments it comes from. Further lines become paragraphs after it."""
        self._refuse_unless_written_by(by)
        first, *rest = _lines(words)
        passage.label, passage.text = first
        passage.take_from(sources)
        self._put(passage.position, rest)
        self.draft.did("rewrite", by)

    def insert(
        self,
        by: Account,
        after: "Passage | None",
        words: str,
        sources: Iterable["Comment"] = (),
    ) -> None:
        """加一段, or several lines as several."""
        self._refuse_unless_written_by(by)
        for added in self._put(after.position if after else 0, _lines(words)):
            added.take_from(sources)
        self.draft.did("insert", by)

    def remove(self, passage: "Passage", by: Account) -> None:
        """删去一段; what was said of it stays with the paragraph."""
        self._refuse_unless_written_by(by)
        if len(self.passages) == 1:
            raise RuleBroken("只剩这一段，不能删去")
        self.passages.remove(passage)
        db.session.flush()
        self.draft.did("remove", by)

    def restore(self, paragraph: "DraftParagraph", by: Account) -> None:
        """恢复 what the version before has, where it stood there."""
        self._refuse_unless_written_by(by)
        before = self.before.passages if self.before else []
        place = next((n for n, one in enumerate(before) if one.paragraph is paragraph), None)
        if place is None or self.passage_of(paragraph) is not None:
            raise RuleBroken("这一段没有删去，不用恢复")
        known = {one.paragraph: one.position for one in self.passages}
        earlier = [known[one.paragraph] for one in before[:place] if one.paragraph in known]
        position = max(earlier, default=0)
        self._shift(position, 1)
        self._take_in([before[place].copied(position + 1)])
        self.draft.did("restore", by)

    def _put(self, position: int, found: list[Cut]) -> list["Passage"]:
        if len(self.passages) + len(found) > MOST:
            raise RuleBroken(f"一份稿子最多 {MOST} 段")
        self._shift(position, len(found))
        fresh = [
            Passage(paragraph=DraftParagraph(draft=self.draft), position=place, **one._asdict())
            for place, one in enumerate(found, position + 1)
        ]
        self._take_in(fresh)
        return fresh

    def _take_in(self, fresh: list["Passage"]) -> None:
        self.passages.extend(fresh)
        self.passages.sort(key=lambda one: one.position)
        db.session.flush()

    def _shift(self, position: int, by: int) -> None:
        for one in self.passages:
            if one.position > position:
                one.position += by

    def issue(self, by: Account, note: str = "") -> None:
        """定稿: it goes out in place of the version before."""
        if not by.may(Permission.DRAFT_HOLD):
            raise RuleBroken("修改稿由县政府办公室定稿")
        if self.draft.working is not self:
            raise RuleBroken("这一稿已经定稿")
        before = self.before
        assert before is not None
        if [one.told for one in before.passages] == [one.told for one in self.passages]:
            raise RuleBroken("和上一稿一字不差，没有要定稿的修改")
        self.note = said(note, NOTE) if note.strip() else ""
        self.stand()
        self.draft.did("issue", by, number=self.number)

    def drop(self, by: Account) -> None:
        """放弃修改稿."""
        self._refuse_unless_written_by(by)
        if self.draft.working is not self:
            raise RuleBroken("征求意见稿不能放弃，可以删去")
        draft = self.draft
        draft.versions.remove(self)
        draft.did("drop", by, number=self.number)

    def stand(self) -> None:
        """From now on nothing of it changes; called by what sends it out."""
        self.issued_at = clock.now()
        db.session.flush()

    def _refuse_unless_written_by(self, by: Account) -> None:
        self.draft.refuse_unless_kept_by(by)
        if not self.is_open:
            raise RuleBroken(f"{self.name}已经发出，不能再改；要改请起草修改稿")

    # ---- what it is -------------------------------------------------------------------------

    @property
    def is_open(self) -> bool:
        """Whether it is still being written."""
        return self.issued_at is None

    @property
    def stood_at(self) -> datetime:
        assert self.issued_at is not None
        return self.issued_at

    @property
    def name(self) -> str:
        if self.number == 1:
            return "征求意见稿"
        return "修改稿" if len(self.draft.versions) == 2 else f"修改稿（第{self.number}稿）"

    @property
    def before(self) -> "DraftVersion | None":
        earlier = [one for one in self.draft.versions if one.number < self.number]
        return earlier[-1] if earlier else None

    @property
    def named(self) -> list[tuple[str, "Passage"]]:
        """Each paragraph with what it is called here."""
        found = names(one.label for one in self.passages)
        return list(zip(found, self.passages, strict=True))

    def name_of(self, paragraph: "DraftParagraph | None") -> str:
        """第三条（二）, or 全文 for none."""
        if paragraph is None:
            return "全文"
        return next((name for name, one in self.named if one.paragraph is paragraph), "删去的一段")

    def passage_of(self, paragraph: "DraftParagraph | None") -> "Passage | None":
        return next((one for one in self.passages if one.paragraph is paragraph), None)

    @property
    def text(self) -> str:
        return "\n".join(one.whole for one in self.passages)


def _lines(words: str) -> list[Cut]:
    found = [cut_one(line) for line in tidy(words).split("\n") if line]
    if not found:
        raise RuleBroken("请写这一段的内容；不要这一段，请点「删去」")
    for one in found:
        if length(one.text) > LONGEST:
            raise RuleBroken(f"这一段有 {length(one.text)} 字，最多 {LONGEST} 字，请分段")
    return found


class DraftParagraph(Model):
    """段: the same one in all versions, whatever it says there."""

    __tablename__ = "draft_paragraph"

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey(Draft.id), index=True)

    draft: Mapped[Draft] = relationship(back_populates="paragraphs")


passage_source = Table(
    "passage_source",
    Model.metadata,
    Column("passage_id", ForeignKey("passage.id"), primary_key=True),
    Column("comment_id", ForeignKey("comment.id"), primary_key=True, index=True),
)


class Passage(Versioned, Model):
    """一段的文字 in one version, and whose comments it was changed for."""

    __tablename__ = "passage"
    __table_args__ = (UniqueConstraint("draft_version_id", "paragraph_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_version_id: Mapped[int] = mapped_column(ForeignKey(DraftVersion.id))
    paragraph_id: Mapped[int] = mapped_column(ForeignKey(DraftParagraph.id), index=True)
    position: Mapped[int]
    label: Mapped[str] = mapped_column(String(20), default="")
    text: Mapped[str] = mapped_column(Text, default="")

    edition: Mapped[DraftVersion] = relationship(back_populates="passages")
    paragraph: Mapped[DraftParagraph] = relationship(lazy="joined")
    sources: Mapped[list["Comment"]] = relationship(
        secondary=passage_source, order_by="Comment.number", back_populates="became"
    )

    __mapper_args__ = {"version_id_col": Versioned.version}

    @property
    def whole(self) -> str:
        return Cut(self.label, self.text).whole

    @property
    def told(self) -> tuple[int, str, str]:
        return self.paragraph_id, self.label, self.text

    def copied(self, position: int | None = None) -> "Passage":
        """The same for another version; the sources stay with the change they made."""
        return Passage(
            paragraph=self.paragraph,
            position=self.position if position is None else position,
            label=self.label,
            text=self.text,
        )

    def take_from(self, sources: Iterable["Comment"]) -> None:
        """采自: comments that were adopted, wholly or in part."""
        found = list(sources)
        for comment in found:
            if comment.draft_id != self.edition.draft_id or not comment.is_adopted:
                raise RuleBroken("只能写明采自已经采纳或部分采纳的意见")
        self.sources = found
        attributes.flag_modified(self, "text")
        db.session.flush()
