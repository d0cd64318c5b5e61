"""The board's filters: all in the address, so that a view can be kept and sent."""

import re
from typing import Any

from flask import request
from sqlalchemy import Select, exists, select, union
from sqlalchemy.orm import aliased
from wtforms import SelectField, SelectMultipleField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import Length

from blueprints.forms import Form
from models import (
    Channel,
    Decision,
    Light,
    Matter,
    MatterKind,
    MatterState,
    Opinion,
    Pledge,
    Promise,
    Proposal,
    Question,
    Result,
    Round,
    Unit,
    Visit,
    clock,
    db,
)
from models.calendar import FIRST_YEAR
from models.labels import Labelled
from models.words import titled

NUMBER = re.compile(r"督?\s*(?:(\d{4})\s*-\s*)?0*(\d{1,6})")
LIGHTS = (Light.NEAR, Light.SLOW, Light.OVER)


class Origin(Labelled):
    """来源: where a matter was first heard of."""

    QUESTION = "question", "现场提问"
    ON_SPOT = "on_spot", "现场意见"
    PROMISE = "promise", "现场承诺"
    MEETING = "meeting", "会议"
    INSPECTION = "inspection", "巡查"
    NETWORK = "network", "网络"
    LETTER = "letter", "信件"
    TELEPHONE = "telephone", "电话"
    EXCHANGE = "exchange", "调研座谈"
    EVALUATION = "evaluation", "测评"

    @property
    def held(self) -> Any:
        """SQL: matters that come from there."""
        if self is Origin.INSPECTION:
            return Matter.kind == MatterKind.INSPECTION
        if self is Origin.MEETING:
            found: Any = union(select(Decision.matter_id), select(Pledge.matter_id))
        elif self in {Origin.QUESTION, Origin.PROMISE}:
            found = select((Question if self is Origin.QUESTION else Promise).matter_id)
        elif self is Origin.EVALUATION:
            written = select(Opinion.matter_id).where(Opinion.channel == Channel.EVALUATION)
            found = union(written, select(Proposal.matter_id))
        else:
            found = select(Opinion.matter_id).where(Opinion.channel == Channel(self.value))
        return Matter.id.in_(found)


class FilterForm(Form):
    """筛选."""

    class Meta(Form.Meta):
        csrf = False

    visit = SelectField("期次", validate_choice=False)
    unit = SelectField("牵头单位", validate_choice=False)
    kind = SelectField(
        "类型",
        choices=[
            SelectChoice("", "全部类型"),
            *(SelectChoice(kind.value, kind.label) for kind in MatterKind),
        ],
        validate_choice=False,
    )
    light = SelectMultipleField(
        "预警",
        choices=[SelectChoice(one.value, one.label) for one in LIGHTS],
        validate_choice=False,
    )
    source = SelectField(
        "来源",
        choices=[
            SelectChoice("", "全部来源"),
            *(SelectChoice(one.value, one.label) for one in Origin),
        ],
        validate_choice=False,
    )
    q = StringField("编号、标题", [Length(max=40)])
    view = StringField()  # "list"
    sort = StringField()  # of the list; "deadline": the nearest first
    closed = StringField()  # "all": every closed matter
    league = StringField()  # "all": every unit at a glance
    state = StringField()  # from the briefing's figures
    result = StringField()  # of the present round; "none": not reported

    def __init__(self, viewer: Any) -> None:
        super().__init__(formdata=request.args)
        self.is_unit_view = viewer.role == "handler"
        visits = db.session.scalars(select(Visit).order_by(Visit.number.desc()))
        self.visits = {str(visit.number): visit for visit in visits}
        units = db.session.scalars(select(Unit).order_by(Unit.kind, Unit.id))
        self.units = {} if self.is_unit_view else {str(unit.id): unit for unit in units}
        numbered = (SelectChoice(key, visit.name) for key, visit in self.visits.items())
        self.visit.choices = [SelectChoice("", "全部期次"), *numbered]
        named = (SelectChoice(key, unit.name) for key, unit in self.units.items())
        self.unit.choices = [SelectChoice("", "全部单位"), *named]

    lamps = LIGHTS

    @property
    def lights(self) -> list[Light]:
        return [light for light in LIGHTS if light.value in (self.light.data or ())]

    @property
    def scope(self) -> str:
        """What the ledger of this view is about: 第一期县交通运输局超期."""
        given = self.given
        words = [self.visits[given["visit"]].name] if "visit" in given else []
        words += [self.units[given["unit"]].name] if "unit" in given else []
        words += [MatterKind(given["kind"]).label] if "kind" in given else []
        words += [Origin(given["source"]).label] if "source" in given else []
        words += [*(light.label for light in self.lights), self.narrowed_by]
        words += [f"含“{given['q']}”的"] if "q" in given else []
        return "".join(words)

    @property
    def shows_all_closed(self) -> bool:
        return bool(self.closed.data == "all")

    @property
    def given(self) -> dict[str, Any]:
        """What narrows the board, as the arguments of its address."""
        found = {
            "visit": self.visit.data if self.visit.data in self.visits else None,
            "unit": self.unit.data if self.unit.data in self.units else None,
            "kind": self.kind.data if self.kind.data in list(MatterKind) else None,
            "light": [light.value for light in self.lights] or None,
            "source": self.source.data if self.source.data in list(Origin) else None,
            "q": (self.q.data or "").strip() or None,
            "state": self.state.data if self.state.data in list(MatterState) else None,
            "result": self.result.data if self.result.data in (*Result, "none") else None,
            "closed": "all" if self.shows_all_closed else None,
            "league": "all" if self.league.data == "all" else None,
            "view": "list" if self.is_list else None,
            "sort": "deadline" if self.is_list and self.sort.data == "deadline" else None,
        }
        return {name: value for name, value in found.items() if value}

    @property
    def is_list(self) -> bool:
        return bool(self.view.data == "list")

    @property
    def tallied(self) -> dict[str, object] | None:
        """What narrows the board, where the counts that are kept say how many there are."""
        given = self.given
        if given.keys() - {"visit", "unit", "kind", "closed", "league", "view", "sort"}:
            return None
        found: dict[str, object] = {}
        if "visit" in given:
            found["visit_id"] = self.visits[given["visit"]].id
        if "unit" in given:
            found["lead_id"] = self.units[given["unit"]].id
        if "kind" in given:
            found["kind"] = MatterKind(given["kind"])
        return found

    def narrow(self, matters: Select[Matter]) -> Select[Matter]:
        """What was merged into another matter shows only where it is asked for by name."""
        given = self.given
        if "q" not in given and given.get("state") != MatterState.MERGED:
            matters = matters.where(Matter.state != MatterState.MERGED)
        if "visit" in given:
            matters = matters.where(Matter.visit_id == self.visits[given["visit"]].id)
        if "unit" in given:
            matters = matters.where(Matter.lead_id == self.units[given["unit"]].id)
        if "kind" in given:
            matters = matters.where(Matter.kind == given["kind"])
        if "state" in given:
            matters = matters.where(Matter.state == given["state"])
        if "result" in given:
            matters = matters.where(Matter.id.in_(self._with_result(given["result"])))
        if "source" in given:
            matters = matters.where(Origin(given["source"]).held)
        if "q" in given:
            matters = matters.where(self._found(given["q"]))
        return matters

    @staticmethod
    def _with_result(wanted: str) -> Select[int]:
        later = aliased(Round)
        present = ~exists().where(later.matter_id == Round.matter_id, later.number > Round.number)
        result = None if wanted == "none" else Result(wanted)
        return select(Round.matter_id).where(present, Round.result == result)

    @property
    def narrowed_by(self) -> str:
        """What narrows the board without an input of its own, in words."""
        given = self.given
        words = [MatterState(given["state"]).label] if "state" in given else []
        if "result" in given:
            result = given["result"]
            words.append("尚未报结" if result == "none" else Result(result).label)
        return "、".join(words)

    @staticmethod
    def _found(words: str) -> Any:
        number = NUMBER.fullmatch(words)
        if number is None:
            return titled(words)
        years = [int(number[1])] if number[1] else list(range(FIRST_YEAR, clock.today().year + 1))
        numbered = select(Matter.id).where(Matter.year.in_(years), Matter.number == int(number[2]))
        return Matter.id.in_(union(numbered, select(Matter.id).where(titled(words))))
