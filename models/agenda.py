"""Agenda items (议题): what was reported, said, decided and promised under each of them."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models import clock
from models.agenda_file import AgendaFile
from models.base import Model, RuleBroken, Versioned, db
from models.block import Part
from models.decision import Decision, DecisionRow
from models.field import Field
from models.opinion import Opinion
from models.pledge import Pledge
from models.question import Question
from models.quoting import Quotable, answered, by_whom, quotable, speaker_of, words_of
from models.representative import Card
from models.statement import Statement
from models.visit import in_words

if TYPE_CHECKING:
    from models.draft import Draft
    from models.minutes import Minutes, Missing

LONGEST_SAID = 20000


class AgendaItem(Part, Model):
    """议题. Heading and report are one block; statements, decisions and promises are their own."""

    __tablename__ = "agenda_item"

    KIND = "item"
    FIELDS = (
        Field("title", "标题", longest=60),
        Field("reporter", "汇报人"),
        Field("said", "汇报和讨论情况", "text", LONGEST_SAID),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id"), index=True)
    title: Mapped[str] = mapped_column(String(80), default="")
    reporter: Mapped[str] = mapped_column(String(80), default="")
    said: Mapped[str] = mapped_column(Text, default="")

    minutes: Mapped["Minutes"] = relationship()
    statements: Mapped[list[Statement]] = relationship(
        order_by=Statement.position,
        primaryjoin="and_(AgendaItem.id == Statement.item_id, Statement.removed_at.is_(None))",
        overlaps="item",
    )
    decisions: Mapped[list[Decision]] = relationship(
        order_by=Decision.position,
        primaryjoin="and_(AgendaItem.id == Decision.item_id, Decision.removed_at.is_(None))",
        overlaps="item",
    )
    pledges: Mapped[list[Pledge]] = relationship(
        order_by=Pledge.position,
        primaryjoin="and_(AgendaItem.id == Pledge.item_id, Pledge.removed_at.is_(None))",
        overlaps="item",
    )
    quotes: Mapped[list["AgendaQuote"]] = relationship(
        back_populates="item", order_by="AgendaQuote.id", cascade="all, delete-orphan"
    )
    files: Mapped[list[AgendaFile]] = relationship(
        back_populates="item",
        order_by=AgendaFile.id,
        primaryjoin="and_(AgendaItem.id == AgendaFile.item_id, AgendaFile.removed_at.is_(None))",
    )
    hearings: Mapped[list["Draft"]] = relationship(back_populates="item", order_by="Draft.id")

    __mapper_args__ = {"version_id_col": Versioned.version}

    @property
    def siblings(self) -> list["AgendaItem"]:
        return self.minutes.items

    def forget_siblings(self) -> None:
        db.session.flush()
        db.session.expire(self.minutes, ["items"])

    @property
    def ordinal(self) -> str:
        return in_words(self.position)

    @property
    def heading(self) -> str:
        return f"{self.ordinal}、{self.title or '（未写标题）'}"

    @property
    def parts(self) -> list[Statement | Decision | Pledge]:
        return [*self.statements, *self.decisions, *self.pledges]

    def is_newer_than(self, version: int | None) -> bool:
        return self.version != version

    def refuse_unless_removable(self) -> None:
        for decision in self.decisions:
            decision.refuse_unless_removable()
        for pledge in self.pledges:
            pledge.refuse_unless_removable()

    # ---- 起草 -------------------------------------------------------------------------------

    def write(
        self, by: Any, *, title: str, reporter: str, said: str, decisions: Sequence[DecisionRow]
    ) -> None:
        """保存 the item with its decisions at once. A row without text is a decision dropped."""
        self.save(by, {"title": title, "reporter": reporter, "said": said})
        known = {each.id: each for each in self.decisions}
        for draft in decisions:
            decision = known.get(draft.id or 0)
            if not draft.text.strip():
                continue
            if decision is not None:
                decision.save(by, draft.values)
                del known[decision.id]
            else:
                self.add_decision(by, draft)
        for dropped in known.values():
            dropped.remove(by)

    def add_decision(self, by: Any, draft: DecisionRow | None = None) -> Decision:
        """加一条议定事项."""
        decision = Decision(item=self)
        self._take_in(decision, by, draft.values if draft else {})
        return decision

    def add_statement(
        self,
        by: Any,
        speaker: str = "",
        words: str = "",
        *,
        card: Card | None = None,
        source: Quotable | None = None,
    ) -> Statement:
        """加一段发言. Who sits in for other items cannot have spoken to this one."""
        statement = Statement(
            item=self,
            card=card,
            question=source if isinstance(source, Question) else None,
            opinion=source if isinstance(source, Opinion) else None,
        )
        self._take_in(statement, by, {"speaker": speaker, "words": words})
        return statement

    def add_pledge(self, by: Any, **values: Any) -> Pledge:
        """加一条现场承诺."""
        pledge = Pledge(item=self, promise=values.pop("promise", None))
        self._take_in(pledge, by, values)
        return pledge

    def _take_in(self, part: Any, by: Any, values: dict[str, Any]) -> None:
        self.minutes.refuse_unless_writable(by)
        if self.is_out:
            raise RuleBroken("这一项议题已经删去，请先恢复")
        with db.session.no_autoflush:
            for name, value in values.items():
                part.put(name, part.field(name).clean(value))
            part.enter(by)

    def quote(self, source: Quotable, by: Any) -> None:
        """引用: what a representative said becomes a statement that belongs to their card, what was
        answered another, and what was promised a promise."""
        self.minutes.refuse_unless_writable(by)
        if source not in quotable(self.minutes.meeting.visit):
            raise RuleBroken("只能引用本期活动中公开的提问和意见")
        if source in self.sources:
            raise RuleBroken(f"{source.name}在这一项里已经引用过")
        said_by = source.askers[0]
        self.add_statement(by, by_whom(source), words_of(source), card=said_by, source=source)
        if isinstance(source, Question):
            for speaker, words in answered(source):
                self.add_statement(by, speaker, words, source=source)
            if source.promise is not None:
                made = source.promise
                self.add_pledge(
                    by, promise=made, speaker=speaker_of(source), words=made.words,
                    unit=made.unit_id, due_on=made.due_on.isoformat(),
                )  # fmt: skip
        if source not in {each.source for each in self.quotes}:
            is_question = isinstance(source, Question)
            self.quotes.append(
                AgendaQuote(
                    question=source if is_question else None,
                    opinion=None if is_question else source,
                )
            )
        self.minutes.changed("minutes.quote", by, item=self.position, source=source.subject)

    @property
    def sources(self) -> list[Quotable]:
        """The questions and opinions that it took over."""
        found: dict[Quotable, None] = {}
        taken = {each.source for each in self.statements if each.source}
        for quote in self.quotes:
            if quote.source in taken or quote.is_within_text:
                found[quote.source] = None
        return list(found)

    # ---- 核稿 -------------------------------------------------------------------------------

    def missing(self) -> "Iterator[Missing]":
        """What must be mended before the minutes can be issued."""
        from models.minutes import Missing

        where = f"第{self.ordinal}项"
        if not self.title:
            yield Missing(f"{where}没有标题", self)
        if not self.said and not any(each.words for each in self.statements):
            yield Missing(f"{where}没有写讨论情况", self)
        for statement in self.statements:
            yield from self._missing_of_statement(statement, where)
        for decision in self.decisions:
            name = f"{where}议定事项{decision.position}"
            yield from self._undone(decision, name, decision.text, decision.lead, decision.due_on)
        for pledge in self.pledges:
            name = f"{where}现场承诺{pledge.position}"
            if not pledge.speaker:
                yield Missing(f"{name}没有写谁承诺的", self, pledge.key)
            yield from self._undone(pledge, name, pledge.words, pledge.unit, pledge.due_on)

    def _missing_of_statement(self, statement: Statement, where: str) -> "Iterator[Missing]":
        from models.minutes import Missing

        name = f"{where}发言{statement.position}"
        if not statement.words:
            yield Missing(f"{name}没有写内容", self, statement.key)
        elif not statement.speaker:
            yield Missing(f"{name}没有写发言人", self, statement.key)
        if statement.objection is not None:
            yield Missing(f"{name}有代表的异议没有处理", self, statement.key)

    def _undone(
        self, part: Decision | Pledge, name: str, words: str, unit: Any, due: Any
    ) -> "Iterator[Missing]":
        from models.minutes import Missing

        if not words:
            yield Missing(f"{name}没有写内容", self, part.key)
        if unit is None:
            yield Missing(f"{name}缺责任单位", self, part.key)
        if due is None:
            yield Missing(f"{name}缺时限", self, part.key)
        elif due < clock.local(self.minutes.meeting.held_at).date():
            yield Missing(f"{name}的时限早于会议日期", self, part.key)


class AgendaQuote(Model):
    """引用: the question or opinion that an item took over, as a link between the two."""

    __tablename__ = "agenda_quote"
    __table_args__ = (
        UniqueConstraint("item_id", "question_id"),
        UniqueConstraint("item_id", "opinion_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey(AgendaItem.id), index=True)
    question_id: Mapped[int | None] = mapped_column(ForeignKey(Question.id), default=None)
    opinion_id: Mapped[int | None] = mapped_column(ForeignKey(Opinion.id), default=None)
    # its words stand in the item's text: what was quoted before statements had records of their own
    is_within_text: Mapped[bool] = mapped_column(default=False)

    item: Mapped[AgendaItem] = relationship(back_populates="quotes")
    question: Mapped[Question | None] = relationship()
    opinion: Mapped[Opinion | None] = relationship()

    @property
    def source(self) -> Quotable:
        source = self.question or self.opinion
        assert source is not None
        return source
