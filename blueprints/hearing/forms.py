"""What is filled in for a draft, by those who write, ask and answer."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import uuid4

from flask import request
from sqlalchemy import select
from wtforms import (
    DateField,
    Field,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import UUID, InputRequired, Length, ValidationError
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from blueprints.forms import Form
from models import (
    Account,
    AgendaItem,
    Answer,
    Card,
    Comment,
    Draft,
    DraftKind,
    DraftParagraph,
    DraftState,
    Entered,
    EnteredFrom,
    Meeting,
    Minutes,
    Passage,
    RuleBroken,
    Unit,
    UnitKind,
    Verdict,
    clock,
    db,
    working_calendar,
)
from models.comment import LONGEST, WORDS
from models.draft import PURPOSE, TITLE, USUAL_DAYS
from models.draft_text import cut
from models.draft_version import NOTE
from models.labels import Labelled
from models.text import said

AS_DATE = "请按 2013-06-28 的样子填写日期"
RECENT = 40  # agenda items to choose from
EXCERPT = 40  # characters of a comment, to recognise it by


def options(kinds: type[Labelled]) -> list[SelectChoice]:
    return [SelectChoice(kind.value, kind.label) for kind in kinds]


def whole(value: Any) -> int | None:
    """A number, or None for the choice that means none."""
    return int(value) if value else None


def worded(longest: int, missing: str) -> Any:
    """A validator: some words, but not more than `longest` characters."""

    def check(_form: Any, field: Field) -> None:
        try:
            said(field.data or "", longest, missing)
        except RuleBroken as refusal:
            raise ValidationError(str(refusal)) from None

    return check


class VersionField(IntegerField):
    """The version of what the person is looking at."""

    widget = HiddenInput()
    data: Any

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("", [InputRequired("页面不完整，请刷新后再办理")], **kwargs)

    def is_behind(self, present: int) -> bool:
        """Whether somebody else was faster. The field takes the present version: what is sent again
        with both texts before the eyes is meant."""
        if self.data is None or self.data == present:
            return False
        self.data, self.raw_data = present, None
        return True


class Boxes(SelectMultipleField):
    """Boxes to tick; none is a choice, too."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class ActForm(Form):
    """只要点一下的一步."""

    version = VersionField()


# ---- 起草 ----------------------------------------------------------------------------------------


class FactsForm(Form):
    """标题和说明."""

    kind = RadioField(
        "类别", [InputRequired("请选择类别")], choices=options(DraftKind), coerce=DraftKind
    )
    title = StringField("标题", [InputRequired("请写标题"), Length(max=TITLE)])
    purpose = TextAreaField("起草说明（可不填）", [Length(max=PURPOSE)])
    is_signed = RadioField(
        "公布答复时",
        choices=[SelectChoice("", "不写提意见人的姓名"), SelectChoice("1", "写明提意见人的姓名")],
        default="",
    )
    item_id = SelectField("随哪次会议的议题（可不选）", coerce=whole)

    def __init__(self, draft: Draft | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.items = _items(draft)
        named = [SelectChoice(str(key), _named(item)) for key, item in self.items.items()]
        self.item_id.choices = [SelectChoice("", "不随会议"), *named]

    @property
    def facts(self) -> dict[str, Any]:
        """What `Draft.prepare` and `Draft.describe` want to know."""
        return {
            "kind": self.kind.data,
            "title": self.title.data or "",
            "purpose": self.purpose.data or "",
            "is_signed": bool(self.is_signed.data),
            "item": self.items.get(self.item_id.data or 0),
        }


def _items(draft: Draft | None) -> dict[int, AgendaItem]:
    """The latest agenda items, and the one that the draft belongs to."""
    found = select(AgendaItem).join(Minutes, AgendaItem.minutes_id == Minutes.id).join(Meeting)
    latest = found.where(AgendaItem.removed_at.is_(None), AgendaItem.title != "")
    latest = latest.order_by(Meeting.held_at.desc(), Meeting.id.desc(), AgendaItem.position)
    rows = list(db.session.scalars(latest.limit(RECENT)))
    if draft is not None and draft.item is not None and draft.item not in rows:
        rows.insert(0, draft.item)
    return {item.id: item for item in rows}


def _named(item: AgendaItem) -> str:
    return f"{item.minutes.meeting.title}：{item.heading}"


class NewForm(FactsForm):
    """起草征求意见稿."""

    unit_id = SelectField("起草单位", coerce=whole)
    text = TextAreaField("全文")

    def __init__(self, by: Account, holds: bool) -> None:
        super().__init__()
        units = select(Unit).where(Unit.kind != UnitKind.GOVERNMENT).order_by(Unit.kind, Unit.id)
        self.units = {one.id: one for one in db.session.scalars(units)} if holds else {}
        self.own = by.unit
        self.unit_id.choices = [
            SelectChoice("", "请选择"),
            *(SelectChoice(str(key), unit.name) for key, unit in self.units.items()),
        ]
        if not holds:
            del self.unit_id

    def validate_unit_id(self, field: SelectField) -> None:
        if not field.data:
            raise ValidationError("请选择起草单位")

    def validate_text(self, field: TextAreaField) -> None:
        try:
            cut(field.data or "")
        except RuleBroken as refusal:
            raise ValidationError(str(refusal)) from None

    @property
    def unit(self) -> Unit:
        return self.units[self.unit_id.data] if self.unit_id else self.own


class RevisionForm(FactsForm):
    """改标题和说明."""

    version = VersionField()

    @classmethod
    def of(cls, draft: Draft) -> "RevisionForm":
        form = cls(draft, formdata=None, obj=draft)
        form.is_signed.data = "1" if draft.is_signed else ""
        return form


class TextForm(Form):
    """全文."""

    text = TextAreaField("全文")
    version = VersionField()

    validate_text = NewForm.validate_text


def _shortened(text: str) -> str:
    words = text.replace("\n", " ")
    return words if len(words) <= EXCERPT else words[: EXCERPT - 1] + "…"


class PassageForm(Form):
    """一段, and whose comments it was changed for."""

    words = TextAreaField("文字", [InputRequired("请写这一段的内容；不要这一段，请点「删去」")])
    sources = Boxes("采自哪些意见", coerce=int)
    version = VersionField()

    def __init__(self, mark: str, known: Sequence[Comment], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.known = {one.id: one for one in known}
        self.sources.choices = [
            SelectChoice(one.id, f"{one.name}（{one.place}）：{_shortened(one.text)}")
            for one in known
        ]
        for field in self:
            field.id = field.label.field_id = f"{mark}-{field.short_name}"

    @classmethod
    def of(cls, passage: Passage, known: Sequence[Comment]) -> "PassageForm":
        form = cls(f"p{passage.id}", known, formdata=None, version=passage.version)
        form.words.data = passage.whole
        form.sources.data = [one.id for one in passage.sources]
        return form

    @property
    def chosen(self) -> list[Comment]:
        return [self.known[key] for key in self.sources.data or ()]


class IssueForm(ActForm):
    """定稿."""

    note = TextAreaField("修改说明（可不填，代表看得到）", [Length(max=NOTE)])


# ---- 征求意见 ------------------------------------------------------------------------------------


class ClosingForm(ActForm):
    """截止日期."""

    closes_on = DateField(
        "提意见的最后一天", [InputRequired("请填写日期")], invalid_value_message=AS_DATE
    )

    @classmethod
    def usual(cls, draft: Draft) -> "ClosingForm":
        """So many working days from today, or from the day that was said."""
        since = max(draft.closes_on or clock.today(), clock.today())
        day: date = working_calendar().after(since, USUAL_DAYS)
        return cls(formdata=None, version=draft.version, closes_on=day)


class AskForm(ActForm):
    """请哪些代表."""

    cards = Boxes("代表", coerce=int)

    def __init__(self, cards: Sequence[Card], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.known = {card.id: card for card in cards}
        self.cards.choices = [
            SelectChoice(card.id, f"{card.name} {card.representative.name}") for card in cards
        ]


class EntryForm(Form):
    """代录一条."""

    client_id = HiddenField(validators=[UUID(message="页面不完整，请刷新后再提交")])
    card_id = SelectField("谁提的", coerce=whole)
    paragraph_id = SelectField("对哪一段", coerce=whole)
    text = TextAreaField("意见", [worded(LONGEST, "请写下意见")])
    source = RadioField(
        "从哪里来",
        [InputRequired("请选择从哪里来")],
        choices=options(EnteredFrom),
        coerce=EnteredFrom,
    )

    def __init__(self, draft: Draft, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.known = {card.id: card for card in draft.asked}
        self.places = {one.paragraph_id: one.paragraph for _, one in draft.shown.named}
        self.card_id.choices = [
            SelectChoice("", "请选择"),
            *(
                SelectChoice(
                    str(card.id), f"{card.visit.name} {card.name} {card.representative.name}"
                )
                for card in draft.asked
            ),
        ]
        self.paragraph_id.choices = [
            SelectChoice("", "全文"),
            *(SelectChoice(str(one.paragraph_id), name) for name, one in draft.shown.named),
        ]
        if not self.client_id.data:
            self.client_id.data = str(uuid4())

    def validate_card_id(self, field: SelectField) -> None:
        if not field.data:
            raise ValidationError("请选择是谁提的")

    @property
    def paragraph(self) -> DraftParagraph | None:
        return self.places.get(self.paragraph_id.data or 0)

    def entered(self, by: Account) -> Entered:
        return Entered(by, self.source.data)


# ---- 答复 ----------------------------------------------------------------------------------------


class AnswerForm(Form):
    """答复勾选的意见. Each box carries the version of its comment."""

    comments = SelectMultipleField("勾选的意见", validate_choice=False)
    verdict = RadioField(
        "结论", [InputRequired("请选择结论")], choices=options(Verdict), coerce=Verdict
    )
    words = TextAreaField("答复和理由", [Length(max=WORDS)])

    def validate_comments(self, field: SelectMultipleField) -> None:
        if not field.data:
            raise ValidationError("请先在左边勾选要答复的意见")

    def validate_words(self, field: TextAreaField) -> None:
        if self.verdict.data in {Verdict.PARTLY, Verdict.DECLINED} and not field.data:
            raise ValidationError("请写明理由，代表会看到")

    def picked(self, draft: Draft) -> list[tuple[Comment, int]]:
        """The comments that were ticked, each with the version that was seen."""
        known = {str(one.id): one for one in draft.comments}
        marks = [mark.partition("-") for mark in self.comments.data or ()]
        return [
            (known[key], int(seen))
            for key, _, seen in marks
            if key in known and seen.isdecimal() and len(seen) < 10
        ]


class ReanswerForm(Form):
    """修改答复."""

    verdict = RadioField(
        "结论", [InputRequired("请选择结论")], choices=options(Verdict), coerce=Verdict
    )
    words = TextAreaField("答复和理由", [Length(max=WORDS)])
    version = VersionField()

    validate_words = AnswerForm.validate_words

    @classmethod
    def of(cls, answer: Answer) -> "ReanswerForm":
        return cls(formdata=None, obj=answer)


class FilterForm(Form):
    """筛选."""

    class Meta(Form.Meta):
        csrf = False

    unit = SelectField("起草单位", validate_choice=False)
    state = SelectField("状态", validate_choice=False)

    def __init__(self, drafts: Sequence[Draft]) -> None:
        super().__init__(formdata=request.args)
        units = sorted({one.unit for one in drafts}, key=lambda unit: unit.id)
        self.unit.choices = [
            SelectChoice("", "全部单位"),
            *(SelectChoice(str(unit.id), unit.name) for unit in units),
        ]
        self.state.choices = [SelectChoice("", "全部状态"), *options(DraftState)]

    @property
    def is_narrowing(self) -> bool:
        return bool(self.unit.data or self.state.data)

    def narrow(self, drafts: Sequence[Draft]) -> list[Draft]:
        """By what a draft is now: one whose day is past is 已截止."""
        return [
            one
            for one in drafts
            if self.unit.data in {"", None, str(one.unit_id)}
            and self.state.data in {"", None, one.stands.value}
        ]
