"""What people fill in for an inspection."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from flask import request
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from wtforms import (
    DateField,
    HiddenField,
    IntegerField,
    MultipleFileField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import (
    UUID,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    ValidationError,
)
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from blueprints.forms import Form
from models import (
    Account,
    Card,
    Inspection,
    InspectionFinding,
    InspectionKind,
    InspectionState,
    Misconduct,
    Rectification,
    RuleBroken,
    Unit,
    UnitKind,
    Visit,
    clock,
    db,
)
from models.attachment import check
from models.inspection import PLACE, PURPOSE, REASON, RECORD, STAFF, TOLD
from models.inspection_finding import FINDING, NOTED, PHOTOS
from models.labels import Labelled
from models.terms import COMPLEX_DAYS, ORDINARY_DAYS

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


def pictures(field: MultipleFileField) -> list[tuple[str, bytes]]:
    """What was sent, each with its name. Raises ValidationError for what cannot be kept."""
    given = [each for each in field.data or () if isinstance(each, FileStorage)]
    sent = [(each.filename or "", each.read()) for each in given if each.filename]
    if len(sent) > PHOTOS:
        raise ValidationError(f"一条最多附 {PHOTOS} 张照片")
    for name, content in sent:
        try:
            check(name, content)
        except RuleBroken as refusal:
            raise ValidationError(str(refusal)) from refusal
    return sent


class FindingForm(Form):
    """巡查发现."""

    client_id = HiddenField(validators=[InputRequired(), UUID("页面不完整，请刷新后再记")])
    kind = RadioField(
        "问题类型",
        [InputRequired("请选择问题类型")],
        choices=options(Misconduct),
        coerce=Misconduct,
    )
    text = TextAreaField("发现的问题", [InputRequired("请写明发现的问题"), Length(max=FINDING)])
    files = MultipleFileField("现场照片（可不附）")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        mark(self, "finding")
        self.sent: list[tuple[str, bytes]] = []
        if not self.client_id.data:
            self.client_id.data = str(uuid4())

    def validate_files(self, field: MultipleFileField) -> None:
        self.sent = pictures(field)


class PhotosForm(Form):
    """补传照片."""

    files = MultipleFileField("补传的照片")

    def __init__(self, finding: InspectionFinding, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        mark(self, f"photos{finding.number}")
        self.sent: list[tuple[str, bytes]] = []

    def validate_files(self, field: MultipleFileField) -> None:
        self.sent = pictures(field)


class SentFindingForm(FindingForm):
    """巡查发现, as the page's script sends it: under a slip, its photos following."""

    class Meta(Form.Meta):
        csrf = False

    inspection_id = IntegerField(validators=[InputRequired("页面不完整，请刷新后再记")])
    photos_due = IntegerField(
        validators=[Optional(), NumberRange(0, PHOTOS, f"一条最多附 {PHOTOS} 张照片")], default=0
    )

    @property
    def problems(self) -> str:
        return "；".join(str(error) for errors in self.errors.values() for error in errors)


class EnteredForm(FindingForm):
    """代录的巡查发现."""

    found_by = SelectField("由谁发现", coerce=whole)

    def __init__(self, inspection: Inspection, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.known = {card.id: card for card in inspection.cards}
        self.found_by.choices = [
            SelectChoice("", "工作人员"),
            *(
                SelectChoice(str(key), f"{card.name} {card.representative.name}")
                for key, card in self.known.items()
            ),
        ]

    @property
    def card(self) -> Card | None:
        return self.known.get(self.found_by.data)


class LeadForm(ActForm):
    """交给哪个单位，多少天."""

    days = RadioField(
        "从交办的次日起算",
        coerce=int,
        default=ORDINARY_DAYS,
        choices=[
            SelectChoice(str(ORDINARY_DAYS), f"{ORDINARY_DAYS} 个工作日"),
            SelectChoice(str(COMPLEX_DAYS), f"{COMPLEX_DAYS} 个工作日（情况复杂）"),
        ],
    )


class MatterForm(LeadForm):
    """转督办."""

    title = StringField("标题", [InputRequired("请写一个简短的标题"), Length(max=60)])
    lead_id = SelectField("牵头单位", [InputRequired("请选择牵头单位")], coerce=whole)
    requirement = TextAreaField("办理要求", [InputRequired("请写明办理要求"), Length(max=1000)])

    def choose(self, subject: Any) -> None:
        self.units, self.lead_id.choices = offered(handling_units(), "（请选择）")

    def propose(self, subject: InspectionFinding) -> None:
        self.lead_id.data = subject.inspection.unit_id

    def details(self) -> dict[str, Any]:
        """What `InspectionFinding.to_matter` wants to know."""
        return {
            "title": self.title.data or "",
            "requirement": self.requirement.data or "",
            "lead": self.units[self.lead_id.data],
            "days": self.days.data,
        }


class NoteForm(ActForm):
    """记录在案."""

    text = TextAreaField(
        "怎样处理的", [InputRequired("请写明怎样处理的，例如当场纠正"), Length(max=NOTED)]
    )


class AsideForm(ActForm):
    """转监督举报."""

    unit_id = SelectField("反映的单位", coerce=whole)
    person = StringField("反映的人（可不填）", [Length(max=60)])

    def choose(self, subject: Any) -> None:
        self.units, self.unit_id.choices = offered(all_units(), "（不写明）")

    def propose(self, subject: InspectionFinding) -> None:
        self.unit_id.data = subject.inspection.unit_id

    @property
    def unit(self) -> Unit | None:
        return self.units.get(self.unit_id.data)


class TakeUpForm(Form):
    """受理整改建议."""

    days = RadioField(
        "从交办的次日起算",
        coerce=int,
        default=COMPLEX_DAYS,
        choices=[
            SelectChoice(str(ORDINARY_DAYS), f"{ORDINARY_DAYS} 个工作日"),
            SelectChoice(str(COMPLEX_DAYS), f"{COMPLEX_DAYS} 个工作日（情况复杂）"),
        ],
    )

    def __init__(self, proposal: Rectification, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        mark(self, f"p{proposal.id}")


SETTLING: dict[str, type[ActForm]] = {"matter": MatterForm, "note": NoteForm, "aside": AsideForm}
