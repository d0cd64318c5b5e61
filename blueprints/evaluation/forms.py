"""What the staff fill in when they hold a round."""

from typing import Any

from sqlalchemy import select
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError

from blueprints.forms import Form
from models import Card, Evaluation, Unit, UnitKind, Visit, db
from models.evaluation import NAME, REASON, TITLE, WINDOW

MOST = 999  # sheets


def whole(value: Any) -> int | None:
    return int(value) if value and str(value).isdecimal() else None


class VersionForm(Form):
    """An act, and the state that it was decided on."""

    version = HiddenField(filters=[whole])


class PrepareForm(Form):
    """准备一次测评."""

    visit_id = SelectField("期次", coerce=int)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.visits = {
            visit.id: visit
            for visit in db.session.scalars(select(Visit).order_by(Visit.number.desc()))
        }
        self.visit_id.choices = [
            SelectChoice(str(key), visit.name) for key, visit in self.visits.items()
        ]

    @property
    def visit(self) -> Visit:
        return self.visits[self.visit_id.data]


class SettingForm(VersionForm):
    """名称和评议内容."""

    title = StringField(
        "名称", [InputRequired("请写测评的名称"), Length(max=TITLE, message=f"最多 {TITLE} 字")]
    )
    dimensions = TextAreaField("评议内容", [InputRequired("请至少写一项，一行一项")])
    asks_remarks = BooleanField("请代表写附言（意见、短处）")

    def validate_dimensions(self, field: TextAreaField) -> None:
        if any(len(line) > NAME for line in self.names):
            raise ValidationError(f"每项最多 {NAME} 字")

    @property
    def names(self) -> list[str]:
        lines = (self.dimensions.data or "").splitlines()
        return [line.strip() for line in lines if line.strip()]

    @classmethod
    def of(cls, evaluation: Evaluation) -> "SettingForm":
        return cls(
            formdata=None,
            title=evaluation.title,
            dimensions="\n".join(one.name for one in evaluation.dimensions),
            asks_remarks=evaluation.asks_remarks,
            version=evaluation.version,
        )


class UnitsForm(VersionForm):
    """列入测评的单位: several, or one window of each."""

    units = SelectMultipleField("单位", coerce=int, validate_choice=False)
    window = StringField("窗口（可不填）", [Length(max=WINDOW, message=f"窗口最多 {WINDOW} 字")])

    def __init__(self, evaluation: Evaluation, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        bodies = select(Unit).where(Unit.kind != UnitKind.GOVERNMENT)
        self.choices = list(db.session.scalars(bodies.order_by(Unit.kind, Unit.id)))
        visited = [stop.unit_id for stop in evaluation.visit.stops]
        listed = {one.unit_id for one in evaluation.appraised}
        self.visited = [one for one in self.choices if one.id in visited and one.id not in listed]
        self.others = [one for one in self.choices if one not in self.visited]

    def validate_units(self, field: SelectMultipleField) -> None:
        if not self.chosen:
            raise ValidationError("请选择要列入的单位")

    @property
    def chosen(self) -> list[Unit]:
        return [one for one in self.choices if one.id in (self.units.data or [])]


class VoidForm(VersionForm):
    """作废."""

    reason = TextAreaField(
        "作废的原因",
        [InputRequired("请写明作废的原因"), Length(max=REASON, message=f"最多 {REASON} 字")],
    )


class HandOutForm(VersionForm):
    """发纸质票."""

    card_id = SelectField("代表证", coerce=int)

    def __init__(self, evaluation: Evaluation, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.cards = {card.id: card for card in evaluation.cards}
        self.card_id.choices = [
            SelectChoice(str(key), card.name) for key, card in self.cards.items()
        ]

    @property
    def card(self) -> Card:
        return self.cards[self.card_id.data]


class CollectForm(VersionForm):
    """收回纸质票."""

    count = IntegerField(
        "收回（张）",
        [InputRequired("请填写收回几张"), NumberRange(0, MOST, f"张数是 0 至 {MOST} 的整数")],
    )
    confirmed = BooleanField("已重新清点，确认收回多于发出，整个测评作废")
