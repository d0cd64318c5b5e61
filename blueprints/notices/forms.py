"""What people fill in for a supervision notice."""

from collections.abc import Sequence
from typing import Any

from flask import request
from sqlalchemy import Select, select
from wtforms import (
    DateField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from blueprints.forms import Form
from models import (
    Grade,
    Matter,
    Notice,
    NoticeState,
    RuleBroken,
    Unit,
    UnitKind,
    Visit,
    db,
)
from models.notice import ANSWER, LONGEST_REPLY, NAME, REASON, REPLY_DAYS, TEXT, TITLE

LATE = "late"
AS_DATE = "请按 2013-06-28 的样子填写日期"


def whole(value: Any) -> int | None:
    """A number, or None for the choice that means none."""
    return int(value) if value else None


class VersionField(IntegerField):
    """The version of what the person is looking at."""

    widget = HiddenInput()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("", [InputRequired("页面不完整，请刷新后再办理")], **kwargs)


class FilterForm(Form):
    """筛选. What units see of themselves needs no choice of units."""

    class Meta(Form.Meta):
        csrf = False

    visit = SelectField("期次", validate_choice=False)
    unit = SelectField("单位", validate_choice=False)
    state = SelectField("状态", validate_choice=False)

    def __init__(self, is_unit_view: bool) -> None:
        super().__init__(formdata=request.args)
        visits = db.session.scalars(select(Visit).order_by(Visit.number.desc()))
        self.visits = {str(visit.number): visit for visit in visits}
        units = select(Unit).where(Unit.kind != UnitKind.GOVERNMENT).order_by(Unit.kind, Unit.id)
        self.units = {} if is_unit_view else {str(one.id): one for one in db.session.scalars(units)}
        self.visit.choices = [
            SelectChoice("", "全部期次"),
            *(SelectChoice(key, visit.name) for key, visit in self.visits.items()),
        ]
        self.unit.choices = [
            SelectChoice("", "全部单位"),
            *(SelectChoice(key, unit.name) for key, unit in self.units.items()),
        ]
        self.state.choices = [
            SelectChoice("", "全部状态"),
            *(SelectChoice(state.value, state.label) for state in NoticeState),
            SelectChoice(LATE, "逾期未回复"),
        ]

    @property
    def inputs(self) -> list[SelectField]:
        return [self.visit, *([self.unit] if self.units else []), self.state]

    @property
    def is_narrowing(self) -> bool:
        return any(field.data for field in self)

    def narrow(self, found: Select[Notice]) -> Select[Notice]:
        if self.visit.data in self.visits:
            found = Notice.of_visit(self.visits[self.visit.data], found)
        if self.unit.data in self.units:
            found = found.where(Notice.unit_id == int(self.unit.data))
        if self.state.data == LATE:
            return Notice.late(found)
        if self.state.data in list(NoticeState):
            found = found.where(Notice.state == self.state.data)
        return found


class UnitForm(Form):
    """发给哪个单位: asked first, since the matters depend on it."""

    class Meta(Form.Meta):
        csrf = False

    unit = SelectField("责任单位", coerce=whole)

    def __init__(self, chosen: Unit | None, **kwargs: Any) -> None:
        super().__init__(formdata=None, **kwargs)
        units = select(Unit).where(Unit.kind != UnitKind.GOVERNMENT).order_by(Unit.kind, Unit.id)
        self.unit.choices = [
            SelectChoice("", "（请选择）"),
            *(SelectChoice(str(unit.id), unit.name) for unit in db.session.scalars(units)),
        ]
        self.unit.data = chosen.id if chosen else None


class Boxes(SelectMultipleField):
    """Boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class NoticeForm(Form):
    """起草督办通知."""

    matters = Boxes("督办事项", coerce=int)
    title = StringField("标题", [Length(max=TITLE)])
    text = TextAreaField("督办要求", [InputRequired("请写明督办要求"), Length(max=TEXT)])
    days = IntegerField(
        "回复时限（签发后的工作日数）",
        [
            InputRequired("请填写回复时限"),
            NumberRange(1, LONGEST_REPLY, f"回复时限是 1 至 {LONGEST_REPLY} 个工作日"),
        ],
    )

    def __init__(self, unit: Unit, kept: Sequence[Matter] = (), **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.unit = unit
        open_ones = Notice.open_matters(unit)
        self.found = {matter.id: matter for matter in (*open_ones, *kept)}
        sent = Notice.times_sent(unit, list(self.found.values()))
        self.matters.choices = [
            SelectChoice(str(key), described(matter, sent.get(key, 0)))
            for key, matter in self.found.items()
        ]

    def propose(self, matters: Sequence[int]) -> None:
        """What stands in a new draft."""
        self.matters.data = [key for key in matters if key in self.found]
        self.days.data = REPLY_DAYS

    def show(self, notice: Notice) -> None:
        """What stands in the draft that there is."""
        self.matters.data = [matter.id for matter in notice.matters]
        self.title.data, self.text.data, self.days.data = notice.title, notice.text, notice.days

    def validate_matters(self, field: Boxes) -> None:
        try:
            Notice.grade_of(self.unit, self.chosen)
        except RuleBroken as refusal:
            raise ValidationError(str(refusal)) from refusal

    @property
    def chosen(self) -> list[Matter]:
        return [self.found[key] for key in self.matters.data or ()]

    def details(self) -> dict[str, Any]:
        """What `Notice.draft` and `Notice.revise` want to know."""
        return {
            "matters": self.chosen,
            "title": self.title.data or "",
            "text": self.text.data,
            "days": self.days.data,
        }


class RevisionForm(NoticeForm):
    """修改督办通知."""

    version = VersionField()


class ActForm(Form):
    """只要点一下的一步."""

    version = VersionField()


class SendBackForm(ActForm):
    """退回修改."""

    reason = TextAreaField(
        "退回修改的理由", [InputRequired("请写明退回修改的理由"), Length(max=REASON)]
    )


class AnswerForm(ActForm):
    """回复."""

    text = TextAreaField("办理情况", [InputRequired("请写明办理情况"), Length(max=ANSWER)])


class SignSlipForm(ActForm):
    """录入纸质签收回执."""

    name = StringField("回执上的签收人", [InputRequired("请写明回执上的签收人"), Length(max=NAME)])
    on = DateField(
        "回执上的日期", [InputRequired("请填写回执上的日期")], invalid_value_message=AS_DATE
    )


class AnswerSlipForm(ActForm):
    """录入纸质回复."""

    name = StringField("回复由谁签字", [InputRequired("请写明回复由谁签字"), Length(max=NAME)])
    on = DateField(
        "回复上的日期", [InputRequired("请填写回复上的日期")], invalid_value_message=AS_DATE
    )
    text = TextAreaField("回复的内容", [InputRequired("请录入回复的内容"), Length(max=ANSWER)])


class ClearForm(ActForm):
    """销号."""

    text = TextAreaField("核对意见", [Length(max=REASON)], id="clearing-text")


def described(matter: Matter, times: int) -> str:
    """督2013-004 两河村路口斜杆扶正加固（6月25日前，已发首次督办）."""
    due = matter.round.due_on or matter.round.promised_on
    until = f"{due:%-m月%-d日}前" if due else "未定时限"
    sent = f"，已发{list(Grade)[min(times, 3) - 1].label}" if times else ""
    return f"{matter.name} {matter.title}（{until}{sent}）"
