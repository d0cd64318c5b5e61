"""What people fill in for a meeting and its minutes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from wtforms import (
    DateField,
    DateTimeLocalField,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms import Form as PlainForm
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from blueprints.forms import Form
from models import (
    AgendaItem,
    AttendanceKind,
    Draft,
    Meeting,
    MeetingKind,
    Minutes,
    Unit,
    UnitKind,
    Visit,
    clock,
    db,
)
from models.labels import Labelled
from models.minutes import LONGEST_DECISION, LONGEST_SAID

AS_DATE = "请按 2013-06-28 的样子填写日期"
AS_TIME = "请按 2013-06-20 15:00 的样子填写时间"
MOMENTS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
ROWS = 60  # decisions of one item


def options(kinds: Sequence[Labelled] | type[Labelled]) -> list[SelectChoice]:
    return [SelectChoice(kind.value, kind.label) for kind in kinds]


def whole(value: Any) -> int | None:
    """A number, or None for the choice that means none."""
    return int(value) if value else None


class VersionField(IntegerField):
    """The version of what the person is looking at."""

    widget = HiddenInput()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("", [InputRequired("页面不完整，请刷新后再办理")], **kwargs)


class Facts(Form):
    """会议概况."""

    title = StringField("会议名称", [InputRequired("请写明会议名称"), Length(max=60)])
    held_at = DateTimeLocalField(
        "召开时间",
        [InputRequired("请填写召开时间")],
        format=MOMENTS,
        invalid_value_message=AS_TIME,
    )
    place = StringField("地点", [Length(max=80)])
    chair_name = StringField("主持人姓名", [Length(max=40)])
    chair_title = StringField("主持人职务", [Length(max=60)])

    @property
    def moment(self) -> datetime:
        moment: datetime = self.held_at.data
        return moment.replace(tzinfo=clock.SHANGHAI)


class NewMeetingForm(Facts):
    """新的会议."""

    kind = SelectField("会议种类", choices=options(MeetingKind), coerce=MeetingKind)
    visit_id = SelectField("关联活动", coerce=whole)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        visits = db.session.scalars(select(Visit).order_by(Visit.number.desc()))
        choices = [SelectChoice(str(visit.id), visit.title) for visit in visits]
        self.visit_id.choices = [SelectChoice("", "（不关联，没有群众代表列席）"), *choices]

    def details(self) -> dict[str, Any]:
        """What `Meeting.convene` wants to know."""
        visit = db.session.get(Visit, self.visit_id.data) if self.visit_id.data else None
        fields = (self.title, self.place, self.chair_name, self.chair_title)
        details = {field.short_name: field.data or "" for field in fields}
        return {**details, "kind": self.kind.data, "held_at": self.moment, "visit": visit}


class FactsForm(Facts):
    """改会议概况."""

    version = VersionField()

    def __init__(self, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if not self.is_submitted() or "formdata" in kwargs:
            self.version.data, self.title.data = meeting.version, meeting.title
            self.held_at.data = clock.local(meeting.held_at).replace(tzinfo=None)
            self.place.data = meeting.place
            self.chair_name.data, self.chair_title.data = meeting.chair_name, meeting.chair_title

    def details(self) -> dict[str, Any]:
        """What `Meeting.describe` wants to know."""
        return {
            "title": self.title.data,
            "held_at": self.moment,
            "place": self.place.data or "",
            "name": self.chair_name.data or "",
            "duty": self.chair_title.data or "",
        }


class PersonForm(Form):
    """登记到会的人."""

    version = VersionField()
    kind = RadioField("到会情况", [InputRequired("请选择到会情况")], coerce=AttendanceKind)
    unit = StringField("单位", [Length(max=60)])
    duty = StringField("职务", [Length(max=60)])
    name = StringField("姓名", [InputRequired("请写明姓名"), Length(max=40)])

    def __init__(self, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.kind.choices = options(meeting.kinds)
        if not self.is_submitted() or "formdata" in kwargs:
            self.version.data, self.kind.data = meeting.version, meeting.kinds[0]


class VersionForm(Form):
    """只要点一下的一步."""

    version = VersionField()


class MarkForm(VersionForm):
    """改到会情况."""

    kind = SelectField(choices=options(AttendanceKind), coerce=AttendanceKind)


class CopiesForm(VersionForm):
    """抄送."""

    copies_to = StringField("抄送机关", [Length(max=300)])

    def __init__(self, minutes: Minutes, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if not self.is_submitted() or "formdata" in kwargs:
            self.version.data, self.copies_to.data = minutes.version, minutes.copies_to


class ReturnForm(VersionForm):
    """退回修改."""

    reason = TextAreaField(
        "退回修改的理由", [InputRequired("请写明退回修改的理由"), Length(max=500)]
    )


class Boxes(SelectMultipleField):
    """Boxes to tick; none is a choice, too."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class DecisionRow(PlainForm):
    """一条议定事项."""

    id = HiddenField(filters=[whole])
    text = TextAreaField("事项", [Length(max=LONGEST_DECISION)])
    lead_id = SelectField("责任单位", coerce=whole)
    due_on = DateField("时限", [Optional()], invalid_value_message=AS_DATE)
    assisting = Boxes("配合单位", coerce=int)


class ItemForm(Form):
    """一项议题, its decisions with it: one save, one version."""

    version = VersionField()
    title = StringField("标题", [Length(max=60)])
    reporter = StringField("汇报", [Length(max=80)])
    said = TextAreaField("讨论情况", [Length(max=LONGEST_SAID)])
    decisions = FieldList(FormField(DecisionRow), max_entries=ROWS)

    def __init__(self, item: AgendaItem, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        found = select(Unit).where(Unit.kind != UnitKind.GOVERNMENT).order_by(Unit.kind, Unit.id)
        self.units = {unit.id: unit for unit in db.session.scalars(found)}
        if not self.is_submitted() or "formdata" in kwargs:
            self._propose(item)
        choices = [SelectChoice(str(unit.id), unit.name) for unit in self.units.values()]
        for row in self.decisions:
            row.form.lead_id.choices = [SelectChoice("", "（未定）"), *choices]
            row.form.assisting.choices = choices

    def _propose(self, item: AgendaItem) -> None:
        """What is stored, and one empty row."""
        self.version.data, self.title.data = item.version, item.title
        self.reporter.data, self.said.data = item.reporter, item.said
        for each in item.decisions:
            self.decisions.append_entry(
                {
                    "id": each.id,
                    "text": each.text,
                    "lead_id": each.lead_id,
                    "due_on": each.due_on,
                    "assisting": [unit.id for unit in each.assisting],
                }
            )
        self.decisions.append_entry()

    def details(self) -> dict[str, Any]:
        """What `AgendaItem.write` wants to know."""
        drafts = [
            Draft(
                text=row.form.text.data or "",
                lead=self.units.get(row.form.lead_id.data or 0),
                due_on=row.form.due_on.data,
                assisting=[self.units[key] for key in row.form.assisting.data or ()],
                id=row.form.id.data,
            )
            for row in self.decisions
        ]
        return {
            "title": self.title.data or "",
            "reporter": self.reporter.data or "",
            "said": self.said.data or "",
            "decisions": drafts,
        }
