"""What is filled in to write a draft, and to revise one."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError

from blueprints.forms import Form
from blueprints.hearing.forms import ActForm, Boxes, VersionField, options, whole
from models import (
    Account,
    AgendaItem,
    Comment,
    Draft,
    DraftKind,
    Meeting,
    Minutes,
    Passage,
    RuleBroken,
    Unit,
    UnitKind,
    db,
)
from models.draft import PURPOSE, TITLE
from models.draft_text import cut
from models.draft_version import NOTE

RECENT = 40  # agenda items to choose from
EXCERPT = 40  # characters of a comment, to recognise it by


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
