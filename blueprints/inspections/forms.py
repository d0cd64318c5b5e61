"""What people fill in for an inspection."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import request
from sqlalchemy import select
from wtforms import (
    DateField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import (
    InputRequired,
    Length,
)
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from blueprints.forms import Form
from models import (
    Account,
    Inspection,
    InspectionKind,
    InspectionState,
    Unit,
    UnitKind,
    Visit,
    clock,
    db,
)
from models.inspection import PLACE, PURPOSE, REASON, RECORD, STAFF, TOLD
from models.labels import Labelled

AS_DATE, AS_TIME = "请按 2013-06-28 的样子填写日期", "请按 09:30 的样子填写时间"


def options(kinds: type[Labelled]) -> list[SelectChoice]:
    return [SelectChoice(kind.value, kind.label) for kind in kinds]


def whole(value: Any) -> int | None:
    """A number, or None for the choice that means none."""
    return int(value) if value else None


def offered(rows: Sequence[Any], nothing: str) -> tuple[dict[int, Any], list[SelectChoice]]:
    """Rows by their id, and as choices after one for none."""
    found = {row.id: row for row in rows}
    named = (SelectChoice(str(key), row.name) for key, row in found.items())
    return found, [SelectChoice("", nothing), *named]


def all_units() -> list[Unit]:
    return list(db.session.scalars(select(Unit).order_by(Unit.kind, Unit.id)))


def handling_units() -> list[Unit]:
    return [unit for unit in all_units() if unit.kind is not UnitKind.GOVERNMENT]


def mark(form: Form, name: str) -> None:
    """Let the ids of its inputs begin with `name`: one page holds several forms."""
    for field in form:
        field.id = field.label.field_id = f"{name}-{field.short_name}"


class Boxes(SelectMultipleField):
    """Boxes to tick; none is a choice, too."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class FilterForm(Form):
    """筛选."""

    class Meta(Form.Meta):
        csrf = False

    visit = SelectField("期次", validate_choice=False)
    unit = SelectField("单位", validate_choice=False)
    kind = SelectField("方式", validate_choice=False)
    state = SelectField("状态", validate_choice=False)

    def __init__(self) -> None:
        super().__init__(formdata=request.args)
        visits = db.session.scalars(select(Visit).order_by(Visit.number.desc())).all()
        self.found_visits, self.visit.choices = offered(visits, "全部期次")
        self.found_units, self.unit.choices = offered(all_units(), "全部单位")
        self.kind.choices = [SelectChoice("", "全部方式"), *options(InspectionKind)]
        self.state.choices = [SelectChoice("", "全部状态"), *options(InspectionState)]

    @property
    def is_narrowing(self) -> bool:
        return any(field.data for field in self)

    def narrow(self, found: Any) -> Any:
        """Only what is a choice narrows the list."""
        for field, column, known in (
            (self.visit, Inspection.visit_id, map(str, self.found_visits)),
            (self.unit, Inspection.unit_id, map(str, self.found_units)),
            (self.kind, Inspection.kind, InspectionKind),
            (self.state, Inspection.state, InspectionState),
        ):
            if field.data in list(known):
                value = int(field.data) if field.data.isdecimal() else field.data
                found = found.where(column == value)
        return found


class PlanForm(Form):
    """安排巡查."""

    kind = RadioField(
        "巡查方式",
        [InputRequired("请选择巡查方式")],
        choices=options(InspectionKind),
        coerce=InspectionKind,
    )
    unit_id = SelectField("被巡查的单位", coerce=whole)
    place = StringField("地点（不到单位的，写明地点）", [Length(max=PLACE)])
    purpose = TextAreaField("查什么", [InputRequired("请写明查什么"), Length(max=PURPOSE)])
    day = DateField("日期", [InputRequired("请填写日期")], invalid_value_message=AS_DATE)
    hour = TimeField("时间", [InputRequired("请填写时间")], invalid_value_message=AS_TIME)
    staff = Boxes("带队和参加的工作人员", coerce=int)
    cards = Boxes("作风监督员（从代表中选）", coerce=int)

    def __init__(self, visit: Visit | None, kept: Inspection | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        mark(self, "plan")
        self.visit = visit
        self.units, self.unit_id.choices = offered(all_units(), "（不到单位）")
        able = select(Account).where(Account.role.in_(STAFF), Account.disabled_at.is_(None))
        able = able.order_by(Account.unit_id, Account.id)
        self.able = {one.id: one for one in db.session.scalars(able)}
        self.staff.choices = [
            SelectChoice(str(key), f"{one.name}（{one.unit.name}）")
            for key, one in self.able.items()
        ]
        present = [card for card in (visit.cards if visit else ()) if card.is_active]
        present += [card for card in (kept.cards if kept else ()) if card not in present]
        self.known = {card.id: card for card in present}
        self.cards.choices = [
            SelectChoice(str(key), f"{card.name} {card.representative.name}")
            for key, card in self.known.items()
        ]

    def show(self, inspection: Inspection) -> None:
        """What stands in the plan that there is."""
        at = clock.local(inspection.planned_at)
        self.kind.data, self.unit_id.data = inspection.kind, inspection.unit_id
        self.place.data, self.purpose.data = inspection.place, inspection.purpose
        self.day.data, self.hour.data = at.date(), at.time()
        self.staff.data = [one.id for one in inspection.staff]
        self.cards.data = [card.id for card in inspection.cards]

    def details(self) -> dict[str, Any]:
        """What `Inspection.plan` and `Inspection.revise` want to know."""
        at = datetime.combine(self.day.data, self.hour.data, clock.SHANGHAI)
        return {
            "kind": self.kind.data,
            "unit": self.units.get(self.unit_id.data),
            "place": self.place.data or "",
            "purpose": self.purpose.data or "",
            "at": at,
            "visit": self.visit,
            "staff": [self.able[key] for key in self.staff.data or ()],
            "cards": [self.known[key] for key in self.cards.data or ()],
        }


class ActForm(Form):
    """办理的一步, on a state that its page showed."""

    version = IntegerField("", [InputRequired("页面不完整，请刷新后再办理")], widget=HiddenInput())

    def __init__(self, name: str, subject: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        mark(self, name)
        if kwargs.get("formdata", self) is None:
            self.version.data = subject.version
            self.propose(subject)
        self.choose(subject)

    def choose(self, subject: Any) -> None:
        """Fill the choices that depend on what the form is about."""

    def propose(self, subject: Any) -> None:
        """Fill in what is known when the form is shown for the first time."""


class HoldForm(ActForm):
    """记录开展."""

    day = DateField("开展的日期", [InputRequired("请填写日期")], invalid_value_message=AS_DATE)
    hour = TimeField("时间", [InputRequired("请填写时间")], invalid_value_message=AS_TIME)
    text = TextAreaField("巡查经过", [InputRequired("请写明巡查的经过"), Length(max=RECORD)])

    def propose(self, subject: Inspection) -> None:
        at = clock.local(subject.held_at or subject.planned_at)
        self.day.data, self.hour.data, self.text.data = at.date(), at.time(), subject.record

    @property
    def at(self) -> datetime:
        return datetime.combine(self.day.data, self.hour.data, clock.SHANGHAI)


class CallOffForm(ActForm):
    """取消."""

    text = TextAreaField("取消的理由", [InputRequired("请写明取消的理由"), Length(max=REASON)])


class TellForm(ActForm):
    """反馈."""

    text = TextAreaField(
        "给作风监督员的反馈", [InputRequired("请写好给作风监督员的反馈"), Length(max=TOLD)]
    )
