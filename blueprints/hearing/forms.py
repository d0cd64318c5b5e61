"""What is filled in for a draft, by those who write, ask and answer."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import uuid4

from flask import request
from wtforms import (
    DateField,
    Field,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import UUID, InputRequired, Length, ValidationError
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from blueprints.forms import Form
from models import (
    Account,
    Answer,
    Card,
    Comment,
    Draft,
    DraftParagraph,
    DraftState,
    Entered,
    EnteredFrom,
    RuleBroken,
    Verdict,
    clock,
    working_calendar,
)
from models.comment import LONGEST, WORDS
from models.draft import USUAL_DAYS
from models.labels import Labelled
from models.text import said

AS_DATE = "请按 2013-06-28 的样子填写日期"


def options(kinds: type[Labelled]) -> list[SelectChoice]:
    return [SelectChoice(kind.value, kind.label) for kind in kinds]


def whole(value: Any) -> int | None:
    """A number, or None for the choice that means none."""
    return int(value) if value else None


def worded(longest: int, missing: str) -> Any:
    """A validator: some words, but not more than `longest` characters."""

    def check(_form: Any, field: Field) -> None:
        try:
            said(field.data or "", longest, missing)
        except RuleBroken as refusal:
            raise ValidationError(str(refusal)) from None

    return check


class VersionField(IntegerField):
    """The version of what the person is looking at."""

    widget = HiddenInput()
    data: Any

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("", [InputRequired("页面不完整，请刷新后再办理")], **kwargs)

    def is_behind(self, present: int) -> bool:
        """Whether somebody else was faster. The field takes the present version: what is sent again
        with both texts before the eyes is meant."""
        if self.data is None or self.data == present:
            return False
        self.data, self.raw_data = present, None
        return True


class Boxes(SelectMultipleField):
    """Boxes to tick; none is a choice, too."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class ActForm(Form):
    """只要点一下的一步."""

    version = VersionField()


# ---- 征求意见 ------------------------------------------------------------------------------------


class ClosingForm(ActForm):
    """截止日期."""

    closes_on = DateField(
        "提意见的最后一天", [InputRequired("请填写日期")], invalid_value_message=AS_DATE
    )

    @classmethod
    def usual(cls, draft: Draft) -> "ClosingForm":
        """So many working days from today, or from the day that was said."""
        since = max(draft.closes_on or clock.today(), clock.today())
        day: date = working_calendar().after(since, USUAL_DAYS)
        return cls(formdata=None, version=draft.version, closes_on=day)


class AskForm(ActForm):
    """请哪些代表."""

    cards = Boxes("代表", coerce=int)

    def __init__(self, cards: Sequence[Card], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.known = {card.id: card for card in cards}
        self.cards.choices = [
            SelectChoice(card.id, f"{card.name} {card.representative.name}") for card in cards
        ]


class EntryForm(Form):
    """代录一条."""

    client_id = HiddenField(validators=[UUID(message="页面不完整，请刷新后再提交")])
    card_id = SelectField("谁提的", coerce=whole)
    paragraph_id = SelectField("对哪一段", coerce=whole)
    text = TextAreaField("意见", [worded(LONGEST, "请写下意见")])
    source = RadioField(
        "从哪里来",
        [InputRequired("请选择从哪里来")],
        choices=options(EnteredFrom),
        coerce=EnteredFrom,
    )

    def __init__(self, draft: Draft, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.known = {card.id: card for card in draft.asked}
        self.places = {one.paragraph_id: one.paragraph for _, one in draft.shown.named}
        self.card_id.choices = [
            SelectChoice("", "请选择"),
            *(
                SelectChoice(
                    str(card.id), f"{card.visit.name} {card.name} {card.representative.name}"
                )
                for card in draft.asked
            ),
        ]
        self.paragraph_id.choices = [
            SelectChoice("", "全文"),
            *(SelectChoice(str(one.paragraph_id), name) for name, one in draft.shown.named),
        ]
        if not self.client_id.data:
            self.client_id.data = str(uuid4())

    def validate_card_id(self, field: SelectField) -> None:
        if not field.data:
            raise ValidationError("请选择是谁提的")

    @property
    def paragraph(self) -> DraftParagraph | None:
        return self.places.get(self.paragraph_id.data or 0)

    def entered(self, by: Account) -> Entered:
        return Entered(by, self.source.data)


# ---- 答复 ----------------------------------------------------------------------------------------


class AnswerForm(Form):
    """答复勾选的意见. Each box carries the version of its comment."""

    comments = SelectMultipleField("勾选的意见", validate_choice=False)
    verdict = RadioField(
        "结论", [InputRequired("请选择结论")], choices=options(Verdict), coerce=Verdict
    )
    words = TextAreaField("答复和理由", [Length(max=WORDS)])

    def validate_comments(self, field: SelectMultipleField) -> None:
        if not field.data:
            raise ValidationError("请先在左边勾选要答复的意见")

    def validate_words(self, field: TextAreaField) -> None:
        if self.verdict.data in {Verdict.PARTLY, Verdict.DECLINED} and not field.data:
            raise ValidationError("请写明理由，代表会看到")

    def picked(self, draft: Draft) -> list[tuple[Comment, int]]:
        """The comments that were ticked, each with the version that was seen."""
        known = {str(one.id): one for one in draft.comments}
        marks = [mark.partition("-") for mark in self.comments.data or ()]
        return [
            (known[key], int(seen))
            for key, _, seen in marks
            if key in known and seen.isdecimal() and len(seen) < 10
        ]


class ReanswerForm(Form):
    """修改答复."""

    verdict = RadioField(
        "结论", [InputRequired("请选择结论")], choices=options(Verdict), coerce=Verdict
    )
    words = TextAreaField("答复和理由", [Length(max=WORDS)])
    version = VersionField()

    validate_words = AnswerForm.validate_words

    @classmethod
    def of(cls, answer: Answer) -> "ReanswerForm":
        return cls(formdata=None, obj=answer)


class FilterForm(Form):
    """筛选."""

    class Meta(Form.Meta):
        csrf = False

    unit = SelectField("起草单位", validate_choice=False)
    state = SelectField("状态", validate_choice=False)

    def __init__(self, drafts: Sequence[Draft]) -> None:
        super().__init__(formdata=request.args)
        units = sorted({one.unit for one in drafts}, key=lambda unit: unit.id)
        self.unit.choices = [
            SelectChoice("", "全部单位"),
            *(SelectChoice(str(unit.id), unit.name) for unit in units),
        ]
        self.state.choices = [SelectChoice("", "全部状态"), *options(DraftState)]

    @property
    def is_narrowing(self) -> bool:
        return bool(self.unit.data or self.state.data)

    def narrow(self, drafts: Sequence[Draft]) -> list[Draft]:
        """By what a draft is now: one whose day is past is 已截止."""
        return [
            one
            for one in drafts
            if self.unit.data in {"", None, str(one.unit_id)}
            and self.state.data in {"", None, one.stands.value}
        ]
