"""What a representative sends from the tablet."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import lazyload
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    RadioField,
    SelectField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from blueprints.forms import Form
from blueprints.intake import clean
from models import (
    Bearer,
    Card,
    Opinion,
    Report,
    RuleBroken,
    Signature,
    Stop,
    Submission,
    Taken,
    Unit,
    db,
    refuse_haste,
    refuse_hasty_report,
)
from models.labels import Labelled
from models.text import LONGEST, said


class Kind(Labelled):
    QUESTION = "question", "提问"
    OPINION = "opinion", "意见建议"
    REPORT = "report", "监督举报"


@dataclass(frozen=True)
class Receipt:
    """回执: what the person learns of a submission that has arrived."""

    client_id: str
    label: str
    number: int | None = None  # a report has none
    code: str = ""  # 查询码 of a report, shown this once

    @classmethod
    def of(cls, client_id: str, given: Taken | Opinion) -> "Receipt":
        return cls(client_id, f"已收到，{given.name}", number=given.number)


def worded(longest: int, missing: str) -> Any:
    """A validator: some words, but not more than `longest` characters."""

    def check(_form: Any, field: Field) -> None:
        try:
            said(field.data or "", longest, missing)
        except RuleBroken as refusal:
            raise ValidationError(str(refusal)) from None

    return check


def to_id(value: Any) -> int | None:
    """What a select of rows sends: an id, or nothing."""
    return int(value) if value else None


def units(nothing: str) -> list[SelectChoice]:
    """All units by name, after a line for none."""
    rows = db.session.execute(select(Unit.id, Unit.name).order_by(Unit.name))
    return [SelectChoice("", nothing), *(SelectChoice(str(key), name) for key, name in rows)]


def unit_of(field: SelectField) -> Unit | None:
    return db.session.get(Unit, field.data) if field.data else None


LEAN = [lazyload(Stop.unit)]


class SubmissionForm(Form):
    """提问、意见建议、监督举报. It comes with a slip, which stands in place of a CSRF token."""

    class Meta(Form.Meta):
        csrf = False

    kind = RadioField(
        "类别", choices=[SelectChoice(kind, kind.label) for kind in Kind], default=Kind.QUESTION
    )
    client_id = HiddenField()
    stop_id = HiddenField()  # where it was written, which may lie behind when it arrives
    occasion = HiddenField()  # a rehearsal or the visit itself: the words stay where they belong
    text = TextAreaField("内容", [worded(LONGEST, "请写下内容")])
    unit_id = SelectField("反映的单位（可不选）", coerce=to_id)
    person = TextAreaField("反映的人（可不填）", [Length(max=60, message="反映的人最多写 60 字")])
    signature = RadioField(
        "怎样署名",
        choices=[SelectChoice(one.value, one.label) for one in Signature],
        default=Signature.CONFIDENTIAL,
    )
    anonymous = BooleanField()  # as devices may still hold it that were written on before

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # a unit left from another tab is no part of a question
        self.unit_id.choices, self.unit_id.validate_choice = [], False

    @property
    def is_question(self) -> bool:
        return bool(self.kind.data == Kind.QUESTION)

    @property
    def is_report(self) -> bool:
        return bool(self.kind.data == Kind.REPORT)

    def offer_units(self) -> None:
        """For a report, and for the page that one may be written on."""
        self.unit_id.choices, self.unit_id.validate_choice = units("不选"), True

    def validate_client_id(self, field: HiddenField) -> None:
        try:
            field.data = str(UUID(field.data))
        except (TypeError, ValueError):
            raise ValidationError("页面不完整，请刷新后再提交") from None

    @property
    def problems(self) -> list[str]:
        return [str(error) for errors in self.errors.values() for error in errors]

    def give(self, author: Card) -> Receipt:
        """Hand in an opinion or a report. Sent twice, it exists once and has the same receipt."""
        assert not self.is_question
        text, client_id = self.text.data or "", self.client_id.data or ""
        author.visit.refuse_unless_now(self.occasion.data or "")
        if not self.is_report:
            opinion = Opinion.give(author, text, client_id, self._stop(author), refuse_haste)
            return Receipt.of(client_id, opinion)
        _, code = Report.give(
            author,
            text,
            client_id,
            stop=self._stop(author),
            unit=unit_of(self.unit_id),
            person=self.person.data or "",
            signature=self._signature,
            check=refuse_hasty_report,
        )
        return Receipt(client_id, "举报已收到", code=code)

    @property
    def _signature(self) -> Signature:
        if self.anonymous.data:
            return Signature.ANONYMOUS
        return next(one for one in Signature if one.value == self.signature.data)

    def _stop(self, author: Card) -> Stop | None:
        key = stop_key(self.stop_id.data or "")
        stop = db.session.get(Stop, key, options=LEAN) if key else None
        return stop if stop is not None and stop.visit_id == author.visit_id else None


def stop_key(named: str) -> int | None:
    """The stop as the page named it, whatever that may be."""
    return int(named) if named.isdecimal() and len(named) < 10 else None


def asked(
    sent: Mapping[str, str], card_id: int, admit: Callable[[Bearer | None], None]
) -> Submission | None:
    """A question, as it was sent. A whole room sends at the same moment, so it is read past the
    form; None where it is none, or unfit: the form says why."""
    text = clean(sent.get("text", "")).strip()
    try:
        client_id = str(UUID(sent.get("client_id", "")))
        said(text, LONGEST)
    except (ValueError, RuleBroken):
        return None
    if sent.get("kind") != Kind.QUESTION:
        return None
    stop, occasion = stop_key(sent.get("stop_id", "")), sent.get("occasion", "")
    return Submission(card_id, text, client_id, stop, occasion, admit=admit, at_pace=True)
