"""The range of the figures: all in the address, so that a view can be kept, sent and printed."""

from datetime import date
from typing import Any

from flask import request
from sqlalchemy import select
from wtforms import DateField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import Optional, ValidationError

from blueprints.dates import full_day
from blueprints.forms import Form
from models import MatterKind, Role, Unit, Visit, db
from models.counted import Rate
from models.figures import Scope

NO_DAY = "日期要写成 2013-06-20 这样"


class ScopeForm(Form):
    """统计范围."""

    class Meta(Form.Meta):
        csrf = False

    visit = SelectField("期次", validate_choice=False)
    unit = SelectField("单位", validate_choice=False)
    kind = SelectField("类型", validate_choice=False)
    since = DateField("受理日期从", [Optional()])
    until = DateField("到", [Optional()])
    order = StringField()  # of the league: the value of a rate, or "matters"

    def __init__(self, viewer: Any) -> None:
        super().__init__(formdata=request.args)
        self.viewer = viewer
        self.is_unit_view = viewer.role is Role.HANDLER
        visits = db.session.scalars(select(Visit).order_by(Visit.number.desc()))
        self.visits = {str(visit.number): visit for visit in visits}
        units = db.session.scalars(select(Unit).order_by(Unit.kind, Unit.id))
        self.units = {} if self.is_unit_view else {str(unit.id): unit for unit in units}
        self.visit.choices = _any("全部期次", {k: each.name for k, each in self.visits.items()})
        self.unit.choices = _any("全部单位", {k: each.name for k, each in self.units.items()})
        self.kind.choices = _any("全部类型", {kind.value: kind.label for kind in MatterKind})
        for field in (self.since, self.until):
            if field.raw_data and field.raw_data[0] and field.data is None:
                field.process_errors = [NO_DAY]

    def validate_until(self, field: DateField) -> None:
        if field.data and self.since.data and field.data < self.since.data:
            raise ValidationError("后一个日期比前一个早")

    @property
    def given(self) -> dict[str, Any]:
        """What narrows the figures, as the arguments of their address."""
        found = {
            "visit": self.visit.data if self.visit.data in self.visits else None,
            "unit": self.unit.data if self.unit.data in self.units else None,
            "kind": self.kind.data if self.kind.data in list(MatterKind) else None,
            "since": _iso(self.since.data),
            "until": _iso(self.until.data),
        }
        return {name: value for name, value in found.items() if value}

    @property
    def scope(self) -> Scope:
        given = self.given
        return Scope(
            self.viewer,
            visit=self.visits.get(given.get("visit", "")),
            since=self.since.data,
            until=self.until.data,
            unit=self.units.get(given.get("unit", "")),
            kind=MatterKind(given["kind"]) if "kind" in given else None,
        )

    @property
    def rate(self) -> Rate | None:
        """What the league is ordered by; None: by how many matters there are."""
        if self.order.data == "matters":
            return None
        return Rate(self.order.data) if self.order.data in list(Rate) else Rate.IN_TIME

    @property
    def told(self) -> str:
        """The range in words, for a heading: 第一期县交通运输局."""
        scope = self.scope
        words = [scope.visit.name] if scope.visit else []
        unit = self.viewer.unit if self.is_unit_view else scope.unit
        words += [unit.name] if unit else []
        words += [scope.kind.label] if scope.kind else []
        if scope.since or scope.until:
            begin = full_day(scope.since) if scope.since else ""
            end = full_day(scope.until) if scope.until else ""
            words.append(
                f"{begin}至{end}" if begin and end else f"{begin}起" if begin else f"{end}前"
            )
        return "".join(words)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _any(everything: str, named: dict[str, str]) -> list[SelectChoice]:
    return [SelectChoice("", everything), *(SelectChoice(*each) for each in named.items())]
