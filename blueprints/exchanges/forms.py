"""What people fill in for a meeting with appraised units."""

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from flask import request
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
from wtforms.validators import UUID, InputRequired, Length
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from blueprints.forms import Form
from models import (
    GRANTS,
    Account,
    Card,
    Exchange,
    ExchangeKind,
    Permission,
    Role,
    Unit,
    Visit,
    clock,
    db,
)
from models.exchange import OTHERS, PLACE, SAID, TITLE, exchange_unit
from models.opinion import LONG

STAFF = tuple(role for role in Role if Permission.VISIT_READ in GRANTS[role])


def whole(value: Any) -> int | None:
    """A number, or None for the choice that means none."""
    return int(value) if value else None


def described(card: Card) -> str:
    return f"{card.name} {card.representative.name}"


def all_units() -> list[Unit]:
    return list(db.session.scalars(select(Unit).order_by(Unit.kind, Unit.id)))


class Boxes(SelectMultipleField):
    """Boxes to tick; none is a choice, too."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def offer(self, rows: Iterable[tuple[int, str]]) -> None:
        self.choices = [SelectChoice(str(key), words) for key, words in rows]


class FilterForm(Form):
    """筛选."""

    class Meta(Form.Meta):
        csrf = False

    visit = SelectField("期次", validate_choice=False)
    unit = SelectField("单位", validate_choice=False)
    kind = SelectField("形式", validate_choice=False)

    def __init__(self) -> None:
        super().__init__(formdata=request.args)
        visits = db.session.scalars(select(Visit).order_by(Visit.number.desc()))
        self.visits = {str(one.number): one for one in visits}
        self.units = {str(one.id): one for one in all_units()}
        for field, nothing, known in (
            (self.visit, "全部期次", self.visits),
            (self.unit, "全部单位", self.units),
        ):
            named = (SelectChoice(key, one.name) for key, one in known.items())
            field.choices = [SelectChoice("", nothing), *named]
        kinds = (SelectChoice(kind.value, kind.label) for kind in ExchangeKind)
        self.kind.choices = [SelectChoice("", "全部形式"), *kinds]

    @property
    def is_narrowing(self) -> bool:
        return any(field.data for field in self)

    def narrow(self, found: Any) -> Any:
        """Only what is a choice narrows the list."""
        if self.visit.data in self.visits:
            found = found.where(Exchange.visit_id == self.visits[self.visit.data].id)
        if self.unit.data in self.units:
            held = select(exchange_unit.c.exchange_id)
            held = held.where(exchange_unit.c.unit_id == self.units[self.unit.data].id)
            found = found.where(Exchange.id.in_(held))
        if self.kind.data in list(ExchangeKind):
            found = found.where(Exchange.kind == ExchangeKind(self.kind.data))
        return found


class ExchangeForm(Form):
    """登记调研座谈."""

    version = IntegerField("", widget=HiddenInput())
    kind = RadioField(
        "形式",
        [InputRequired("请选择形式")],
        choices=[SelectChoice(kind.value, kind.label) for kind in ExchangeKind],
        coerce=ExchangeKind,
    )
    title = StringField("主题", [InputRequired("请写明主题"), Length(max=TITLE)])
    held_on = DateField(
        "日期",
        [InputRequired("请填写日期")],
        invalid_value_message="请按 2013-06-28 的样子填写日期",
    )
    place = StringField("地点", [InputRequired("请写明地点"), Length(max=PLACE)])
    units = Boxes("参加的单位", [InputRequired("请至少选一个参加的单位")], coerce=int)
    others = StringField("单位来的人（可不填）", [Length(max=OTHERS)])
    staff = Boxes("参加的工作人员", coerce=int)
    cards = Boxes("参加的代表", [InputRequired("请至少选一位参加的代表")], coerce=int)
    text = TextAreaField("谈了什么", [InputRequired("请写明谈了什么"), Length(max=SAID)])

    def __init__(self, visit: Visit, kept: Exchange | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.known_units = {unit.id: unit for unit in all_units()}
        self.units.offer((key, unit.name) for key, unit in self.known_units.items())
        able = select(Account).where(Account.role.in_(STAFF), Account.disabled_at.is_(None))
        people = list(db.session.scalars(able.order_by(Account.unit_id, Account.id)))
        people += [one for one in (kept.staff if kept else ()) if one not in people]
        self.able = {one.id: one for one in people}
        self.staff.offer((key, f"{one.name}（{one.unit.name}）") for key, one in self.able.items())
        self.known_cards = {card.id: card for card in visit.cards}
        self.cards.offer((key, described(card)) for key, card in self.known_cards.items())
        if kept is not None and not self.is_submitted():
            self._show(kept)
        elif not self.is_submitted():
            self.held_on.data = clock.today()

    def _show(self, kept: Exchange) -> None:
        self.version.data = kept.version
        self.kind.data, self.title.data, self.held_on.data = kept.kind, kept.title, kept.held_on
        self.place.data, self.others.data, self.text.data = kept.place, kept.others, kept.said
        self.units.data = [unit.id for unit in kept.units]
        self.staff.data = [one.id for one in kept.staff]
        self.cards.data = [card.id for card in kept.cards]

    def details(self) -> dict[str, Any]:
        """What `Exchange.keep` and `Exchange.revise` want to know."""
        return {
            "kind": self.kind.data,
            "title": self.title.data or "",
            "held_on": self.held_on.data,
            "place": self.place.data or "",
            "units": [self.known_units[key] for key in self.units.data or ()],
            "staff": [self.able[key] for key in self.staff.data or ()],
            "cards": [self.known_cards[key] for key in self.cards.data or ()],
            "others": self.others.data or "",
            "text": self.text.data or "",
        }


class SuggestionForm(Form):
    """记一条建议."""

    client_id = HiddenField(validators=[InputRequired(), UUID("页面不完整，请刷新后再记")])
    card_id = SelectField("提出的代表", [InputRequired("请选择提出的代表")], coerce=whole)
    suggestion = TextAreaField("建议", [InputRequired("请写下代表的建议"), Length(max=LONG)])

    def __init__(self, exchange: Exchange, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.known = {card.id: card for card in exchange.cards}
        named = (SelectChoice(str(key), described(card)) for key, card in self.known.items())
        self.card_id.choices = [SelectChoice("", "（请选择）"), *named]
        if not self.client_id.data:
            self.client_id.data = str(uuid4())

    @property
    def card(self) -> Card:
        return self.known[self.card_id.data]
