"""What people fill in to take something up: registration, refusal, opinions that come later."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from wtforms import (
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import (
    UUID,
    InputRequired,
    Length,
    NumberRange,
    Optional,
)
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from blueprints.forms import Form
from models import (
    Card,
    Channel,
    GateKind,
    MatterKind,
    Promise,
    Unit,
    UnitKind,
    Visit,
    Way,
    clock,
    db,
)
from models.calendar import LAST_YEAR
from models.gate import DUE_GATES
from models.labels import Labelled
from models.limits import LONGEST_LIMIT, Limits
from models.matter import Source
from models.opinion import LATER
from models.waiting import kinds_of, mark, way_of

ORDINARY, COMPLEX, OTHER, PROMISED = "ordinary", "complex", "other", "promised"
AS_DATE = "请按 2013-06-28 的样子填写日期"


def options(kinds: Sequence[Labelled] | type[Labelled]) -> list[SelectChoice]:
    return [SelectChoice(kind.value, kind.label) for kind in kinds]


def whole(value: Any) -> int | None:
    """A number, or None for the choice that means none."""
    return int(value) if value else None


def handling_units() -> list[Unit]:
    """Units that matters can be given to."""
    units = select(Unit).where(Unit.kind != UnitKind.GOVERNMENT).order_by(Unit.kind, Unit.id)
    return list(db.session.scalars(units))


class VersionField(IntegerField):
    """The version of what the person is looking at."""

    widget = HiddenInput()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("", [InputRequired("页面不完整，请刷新后再办理")], **kwargs)


class Boxes(SelectMultipleField):
    """Boxes to tick; none is a choice, too."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class UnitsForm(Form):
    """牵头单位和配合单位."""

    lead_id = SelectField("牵头单位", [InputRequired("请选择牵头单位")], coerce=whole)
    assisting = Boxes("配合单位", coerce=int)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.units = {unit.id: unit for unit in handling_units()}
        choices = [SelectChoice(str(unit.id), unit.name) for unit in self.units.values()]
        self.lead_id.choices = [SelectChoice("", "（请选择）"), *choices]
        self.assisting.choices = choices

    @property
    def lead(self) -> Unit:
        return self.units[self.lead_id.data]

    @property
    def assisting_units(self) -> list[Unit]:
        return [self.units[key] for key in self.assisting.data or () if key != self.lead_id.data]


class RegistrationForm(UnitsForm):
    """受理."""

    source = SelectMultipleField(validate_choice=False)
    title = StringField("标题", [InputRequired("请写一个简短的标题"), Length(max=60)])
    kind = RadioField("类型", coerce=MatterKind)
    way = RadioField("办理方式", choices=options(Way), coerce=Way)
    requirement = TextAreaField("办理要求", [Length(max=1000)])
    limit = RadioField("从交办的次日起算")
    days = IntegerField(
        "工作日数",
        [Optional(), NumberRange(1, LONGEST_LIMIT, f"工作日数是 1 至 {LONGEST_LIMIT}")],
        invalid_value_message="工作日数要填整数",
    )
    promised_on = DateField("承诺办结的日期", [Optional()], invalid_value_message=AS_DATE)
    extra_gates = Boxes("另加的关", coerce=GateKind)

    def __init__(self, sources: Sequence[Source], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.sources = sources
        self.limits = Limits.current()
        self.kind.choices = options(kinds_of(sources))
        self.limit.choices = [
            SelectChoice(ORDINARY, f"一般事项：{self._usual(0)}"),
            SelectChoice(COMPLEX, f"情况复杂：{self._usual(1)}"),
            SelectChoice(OTHER, "另定工作日数"),
            SelectChoice(PROMISED, "按承诺的日期"),
        ]
        usual = DUE_GATES[kinds_of(sources)[0]]
        self.extra_gates.choices = options([gate for gate in GateKind if gate not in usual])
        if not self.is_submitted():
            self._propose()

    def _usual(self, place: int) -> str:
        """The days that are usual: one number, or one for each way."""
        days = {way: self.limits.of(way)[place] for way in Way}
        if len(set(days.values())) == 1:
            return f"{days[Way.ROUTE]} 个工作日"
        return "、".join(f"{way.label} {number}" for way, number in days.items()) + " 个工作日"

    def _propose(self) -> None:
        """What the sources suggest."""
        self.source.data = [mark(source) for source in self.sources]
        self.kind.data, self.way.data = kinds_of(self.sources)[0], way_of(self.sources)
        self.limit.data = ORDINARY
        known = (getattr(each, "unit_id", None) for each in self.sources)
        unit_id = next((each for each in known if each), None)
        self.lead_id.data = unit_id if unit_id in self.units else None
        promised = [each for each in self.sources if isinstance(each, Promise)]
        if promised:
            self.limit.data = PROMISED
            self.promised_on.data = min(each.due_on for each in promised)
            self.requirement.data = "；".join(f"兑现现场承诺：{each.words}" for each in promised)

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        return bool(super().validate(*args, **kwargs)) & self._limit_is_given()

    def check_limit(self) -> None:
        """Validate nothing but the deadline."""
        self.days.validate(self)
        self.promised_on.validate(self)
        self._limit_is_given()

    def _limit_is_given(self) -> bool:
        """Whether the one that was chosen is there, too."""
        if self.limit.data == OTHER and not self.days.data:
            self.days.errors = [*self.days.errors, "请填写工作日数"]
            return False
        due = self.promised_on.data
        if self.limit.data == PROMISED and not due:
            self.promised_on.errors = [*self.promised_on.errors, "请填写承诺办结的日期"]
            return False
        if due and not clock.today() <= due <= date(LAST_YEAR, 12, 31):
            self.promised_on.errors = ["承诺办结的日期要在今天或以后"]
            return False
        return True

    @property
    def limit_days(self) -> int | None:
        """Working days; None with a promised date."""
        if self.limit.data == OTHER:
            found: int | None = self.days.data
            return found
        if self.limit.data not in {ORDINARY, COMPLEX} or self.way.data not in list(Way):
            return None
        ordinary, complex_ = self.limits.of(self.way.data)
        return ordinary if self.limit.data == ORDINARY else complex_

    @property
    def limit_date(self) -> date | None:
        return self.promised_on.data if self.limit.data == PROMISED else None

    def details(self) -> dict[str, Any]:
        """What `Matter.register` wants to know."""
        return {
            "kind": self.kind.data,
            "title": self.title.data,
            "way": self.way.data,
            "lead": self.lead,
            "assisting": self.assisting_units,
            "requirement": self.requirement.data or "",
            "days": self.limit_days,
            "promised_on": self.limit_date,
            "extra_gates": self.extra_gates.data or (),
            "sources": self.sources,
        }


class DeclineForm(Form):
    """不予受理."""

    version = VersionField()
    reason = TextAreaField(
        "不予受理的理由（代表会看到）", [InputRequired("请写明不予受理的理由"), Length(max=500)]
    )


class OpinionForm(Form):
    """登记来件: an opinion that came by network, letter or telephone."""

    client_id = HiddenField(validators=[InputRequired(), UUID("页面不完整，请刷新后再登记")])
    card_id = SelectField("提出的代表", [InputRequired("请选择提出的代表")], coerce=whole)
    channel = RadioField(
        "来件渠道",
        [InputRequired("请选择来件渠道")],
        choices=options(LATER),
        coerce=Channel,
    )
    text = TextAreaField("内容", [InputRequired("请写下代表说的内容"), Length(max=2000)])

    def __init__(self, visit: Visit, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.cards = {card.id: card for card in visit.cards}
        self.card_id.choices = [
            SelectChoice("", "（请选择）"),
            *(SelectChoice(str(card.id), described(card)) for card in self.cards.values()),
        ]
        if not self.is_submitted():
            self.client_id.data = str(uuid4())

    @property
    def card(self) -> Card:
        return self.cards[self.card_id.data]


def described(card: Card) -> str:
    person = card.representative
    return f"{card.name} {person.name}（{person.town}）"
