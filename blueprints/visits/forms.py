"""What people fill in when they prepare a visit."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import select
from wtforms import (
    DateField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TimeField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from blueprints.forms import Form
from blueprints.person_form import PersonForm, number_in, options
from models import Stop, StopKind, Unit, Visit, db
from models.calendar import FIRST_YEAR, LAST_YEAR
from models.roster import Printing, next_seat

SEATS = 999
LONGEST_WAY = 300  # minutes


def whole(value: Any) -> int | None:
    """A number, or None for the choice that means none."""
    return int(value) if value else None


class VisitForm(Form):
    """新一期活动."""

    held_on = DateField(
        "举行日期",
        [InputRequired("请选择举行日期")],
        invalid_value_message="请按 2013-06-20 的样子填写日期",
    )
    title = StringField("名称", [Length(max=80)])
    like_id = SelectField("照往期筹备", coerce=whole)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        visits = db.session.scalars(select(Visit).order_by(Visit.number.desc())).all()
        former = [SelectChoice(str(visit.id), f"{visit.name}（{visit.title}）") for visit in visits]
        self.like_id.choices = [SelectChoice("", "（不照搬，从头安排）"), *former]

    @property
    def like(self) -> Visit | None:
        return db.session.get(Visit, self.like_id.data) if self.like_id.data else None

    def validate_held_on(self, field: DateField) -> None:
        if field.data and not FIRST_YEAR <= field.data.year <= LAST_YEAR:
            raise ValidationError(f"日期须在 {FIRST_YEAR} 年至 {LAST_YEAR} 年之间")


class VersionForm(Form):
    """What was decided, and on which state of the visit."""

    version = HiddenField(filters=[whole])


def _told(field: Any) -> str:
    """What a field holds, in words."""
    if isinstance(field, SelectField):
        chosen = str(getattr(field.data, "value", field.data) or "")
        return next((str(one.label) for one in field.choices if one.value == chosen), "")
    if isinstance(field, TimeField):
        return f"{field.data:%H:%M}" if field.data else ""
    return str(field.data if field.data is not None else "").strip()


class StopForm(Form):
    """安排参观点."""

    version = HiddenField(filters=[whole])
    kind = SelectField("类别", choices=options(StopKind), coerce=StopKind)
    name = StringField("名称", [InputRequired("请填写参观点名称"), Length(max=60)])
    unit_id = SelectField("接待单位", coerce=whole)
    receptionist = StringField("接待人", [Length(max=40)])
    telephone = StringField("接待人电话")
    travel = IntegerField(
        "从上一站过来要几分钟",
        [Optional(), NumberRange(0, LONGEST_WAY, f"路上时间写 0 至 {LONGEST_WAY} 分钟")],
    )
    place = StringField("地点", [Length(max=80)])
    planned_at = TimeField(
        "计划到达", [Optional()], invalid_value_message="请按 09:30 的样子填写时间"
    )
    planned_until = TimeField(
        "计划离开", [Optional()], invalid_value_message="请按 09:30 的样子填写时间"
    )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        units = db.session.scalars(select(Unit).order_by(Unit.kind, Unit.id))
        choices = [SelectChoice(str(unit.id), unit.name) for unit in units]
        self.unit_id.choices = [SelectChoice("", "（没有接待单位）"), *choices]

    @classmethod
    def of(cls, stop: Stop) -> "StopForm":
        fields = ("kind", "name", "unit_id", "receptionist", "telephone", "place", "travel")
        times = ("planned_at", "planned_until")
        data = {name: getattr(stop, name) for name in (*fields, *times)}
        return cls(formdata=None, data=data | {"version": stop.visit.version})

    def validate_telephone(self, field: StringField) -> None:
        field.data = number_in(field)

    def beside(self, stop: Stop) -> list[tuple[str, str, bool]]:
        """What is stored, each with its name and whether something else was written here."""
        stored = StopForm.of(stop)
        return [
            (now.label.text, _told(now), _told(now) != _told(self[now.short_name]))
            for now in stored
            if now.short_name not in {"version", "csrf_token"}
        ]

    def details(self) -> dict[str, Any]:
        """What `Visit.add_stop` and `itinerary.revise` want to know."""
        words = (self.name, self.receptionist, self.telephone, self.place)
        others = (self.kind, self.planned_at, self.planned_until, self.travel)
        unit = db.session.get(Unit, self.unit_id.data) if self.unit_id.data else None
        details = {field.short_name: field.data or "" for field in words}
        return details | {field.short_name: field.data for field in others} | {"unit": unit}


class RepresentativeForm(PersonForm):
    """登记代表."""

    seat = IntegerField(
        "代表号",
        [
            InputRequired("请填写代表号"),
            NumberRange(1, SEATS, f"代表号是 1 至 {SEATS} 的整数"),
        ],
    )

    def __init__(self, visit: Visit, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.visit = visit
        if not self.is_submitted():
            self.seat.data = next_seat(visit)

    def validate_seat(self, field: IntegerField) -> None:
        if any(card.seat == field.data for card in self.visit.cards):
            raise ValidationError(f"{field.data:02} 号已发给另一位代表，请换一个号")


class PrintingForm(Form):
    """印发代表证: those that were ticked, or all that were never printed."""

    seen = HiddenField(filters=[whole])
    cards = SelectMultipleField(coerce=int)
    scope = StringField()

    def __init__(self, visit: Visit, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.visit = visit
        self.cards.choices = [SelectChoice(str(card.id)) for card in visit.cards]

    @property
    def chosen(self) -> Collection[int]:
        if self.scope.data == "unprinted":
            return list(Printing.of(self.visit).unprinted)
        return self.cards.data or []


class CardForm(Form):
    """补发或注销一张代表证."""

    seen = HiddenField(filters=[whole])
