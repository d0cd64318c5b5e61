"""What people fill in for a meeting and its minutes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from wtforms import (
    DateField,
    DateTimeLocalField,
    FileField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from blueprints.forms import Form
from models import AttendanceKind, Meeting, MeetingKind, Minutes, Visit, clock, db
from models.labels import Labelled

AS_CLOCK = "请按 15:30 的样子填写时间"
AS_DATE = "请按 2013-06-28 的样子填写日期"
AS_TIME = "请按 2013-06-20 15:00 的样子填写时间"
MOMENTS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]


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


class SignatureForm(VersionForm):
    """补录纸质签发."""

    name = StringField("签发人", [InputRequired("请写明签发人"), Length(max=40)])
    signed_on = DateField(
        "签发日期", [InputRequired("请填写签发日期")], invalid_value_message=AS_DATE
    )

    def __init__(self, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if "formdata" in kwargs:
            self.name.data, self.signed_on.data = meeting.chair_name, clock.today()


class CorrectionForm(Form):
    """更正."""

    reason = TextAreaField("更正理由", [InputRequired("请写明更正理由"), Length(max=500)])


class StayForm(VersionForm):
    """到会、离会时间和列席的议题."""

    arrived_at = TimeField("到会时间", [Optional()], invalid_value_message=AS_CLOCK)
    left_at = TimeField("离会时间", [Optional()], invalid_value_message=AS_CLOCK)
    items = SelectMultipleField(coerce=int)

    def __init__(self, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.live = {item.id: item for item in meeting.minutes.items}
        self.items.choices = [
            SelectChoice(str(key), item.heading) for key, item in self.live.items()
        ]

    def details(self) -> dict[str, Any]:
        """What `Attendance.stay` wants to know."""
        return {
            "arrived_at": self.arrived_at.data,
            "left_at": self.left_at.data,
            "items": [self.live[key] for key in self.items.data or ()],
        }


class SettleForm(VersionForm):
    """选定冲突的一稿."""

    choice = RadioField(
        choices=[SelectChoice("keep", "现在的"), SelectChoice("take", "另一稿"),
                 SelectChoice("both", "合并")]
    )  # fmt: skip
    text = TextAreaField()


class ReplaceForm(Form):
    """查找替换."""

    wanted = StringField("查找", [InputRequired("请写明要查找的文字"), Length(max=100)])
    words = StringField("替换为", [Length(max=100)])


class AnswerForm(Form):
    """答复异议."""

    words = TextAreaField("答复", [InputRequired("请写明为什么这样记"), Length(max=500)])


class PhrasesForm(Form):
    """常用语."""

    texts = TextAreaField("常用语", [Length(max=9000)])


class FileForm(Form):
    """附材料."""

    file = FileField("议题材料")

    @property
    def content(self) -> tuple[str, bytes] | None:
        file = self.file.data
        return (file.filename, file.read()) if file and file.filename else None
