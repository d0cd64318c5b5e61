"""What helpers fill in for others."""

from typing import Any
from uuid import UUID, uuid4

from flask_wtf.file import FileField
from wtforms import HiddenField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, NumberRange, ValidationError

from blueprints.forms import Form
from blueprints.upload import UploadForm
from models import Card, EnteredFrom, FormNumber, RuleBroken, SlipKind, Stop, Visit
from models.entering import reached
from models.form_batch import COLUMNS, FORM
from models.form_number import MOST, SPARE
from models.labels import Labelled
from models.text import LONGEST, said

SHEET = "登记表"


def options(kind: type[Labelled]) -> list[SelectChoice]:
    return [SelectChoice(member.value, member.label) for member in kind]


class EntryForm(Form):
    """代录一条."""

    client_id = HiddenField()
    occasion = HiddenField()
    card_id = RadioField("代表", [InputRequired("请选择是哪位代表")], coerce=int)
    kind = RadioField("类别", choices=options(SlipKind), coerce=SlipKind)
    source = RadioField("来自", choices=options(EnteredFrom), coerce=EnteredFrom)
    form_number = StringField("表号")
    stop_id = RadioField("参观点", [InputRequired("请选择参观点")], coerce=int)
    text = TextAreaField("内容")

    def __init__(self, visit: Visit, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.visit = visit
        self.cards = {card.id: card for card in visit.cards}
        self.stops = {stop.id: stop for stop in reached(visit)}
        self.card_id.choices = [
            SelectChoice(card.id, f"{card.seat:02} {card.representative.name}")
            for card in visit.cards
        ]
        self.stop_id.choices = [SelectChoice(stop.id, stop.name) for stop in self.stops.values()]

    def begin(self, **chosen: Any) -> None:
        """A new thing, with an identity of its own; `chosen` is what need not be chosen again."""
        self.process(data={"client_id": str(uuid4()), "occasion": self.visit.occasion, **chosen})

    def validate_client_id(self, field: HiddenField) -> None:
        try:
            field.data = str(UUID(field.data))
        except (TypeError, ValueError):
            field.data = str(uuid4())
            raise ValidationError("页面不完整，请核对后再登记一次") from None

    def validate_text(self, field: TextAreaField) -> None:
        try:
            said(field.data or "", LONGEST)
        except RuleBroken as refusal:
            raise ValidationError(str(refusal)) from None

    def validate_form_number(self, field: StringField) -> None:
        if not field.data or self.source.data is not EnteredFrom.PAPER:
            return
        try:
            number = FormNumber.read(field.data)
            number.refuse_unless_of(self.visit)
        except RuleBroken as refusal:
            raise ValidationError(str(refusal)) from None
        card = self.cards.get(self.card_id.data)
        if card is not None and number.seat not in {SPARE, card.seat}:
            raise ValidationError(f"这张表是 {number.seat:02} 号代表的，与所选的代表不符")

    @property
    def card(self) -> Card:
        return self.cards[self.card_id.data]

    @property
    def stop(self) -> Stop:
        return self.stops[self.stop_id.data]

    @property
    def identity(self) -> str:
        """Of the form's number where there is one, so that its import makes no double."""
        if self.form_number.data and self.source.data is EnteredFrom.PAPER:
            return FormNumber.read(self.form_number.data).client_id(self.visit)
        return self.client_id.data or ""


class PrintForm(Form):
    """印纸质表."""

    scope = RadioField(
        "印给谁",
        choices=[SelectChoice("all", "每位代表都印"), SelectChoice("none", "只印备用表")],
        default="all",
    )
    each = IntegerField(
        "每位代表几张",
        [NumberRange(1, 10, "每位代表 1 至 10 张")],
        default=2,
    )
    spare = IntegerField("备用表几张", [NumberRange(0, MOST, f"备用表 0 至 {MOST} 张")], default=4)


class FormsUpload(UploadForm):
    """试读一份填好的登记表."""

    sheet, columns, first, nameless = SHEET, COLUMNS, FORM, "登记表.xlsx"
    file = FileField("填好的 Excel 表（.xlsx）")
