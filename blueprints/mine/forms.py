"""What representatives fill in on what became of their words."""

import unicodedata
from typing import Any

from wtforms import IntegerField, RadioField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError
from wtforms.widgets import HiddenInput

from blueprints.forms import Form
from models import Level, Report, RuleBroken

CODE_LENGTH = 12


class RatingForm(Form):
    """评价. A page holds several of them, so each marks the ids of its inputs."""

    version = IntegerField(widget=HiddenInput(), validators=[InputRequired()])
    level = RadioField(
        "您满意吗",
        [InputRequired("请在三个当中选一个")],
        choices=[SelectChoice(level.value, level.label) for level in Level],
    )
    words = TextAreaField("想说的话（不满意的，请说说哪里不满意）", [Length(max=500)])

    def __init__(self, mark: str = "rating", **more: Any) -> None:
        super().__init__(**more)
        for input in self:
            input.id = f"{mark}-{input.short_name}"
            input.label.field_id = input.id

    def validate_words(self, field: TextAreaField) -> None:
        if self.level.data == Level.DISSATISFIED and not field.data:
            raise ValidationError("请说说哪里不满意，我们好接着办")

    @property
    def chosen(self) -> Level:
        return next(level for level in Level if level.value == self.level.data)


class ReadingForm(Form):
    """核对发言: of the words as they stood on the page."""

    version = IntegerField(widget=HiddenInput(), validators=[InputRequired()])


class ObjectionForm(ReadingForm):
    """对发言记录的异议."""

    words = TextAreaField(
        "哪里不对，应该怎样写", [InputRequired("请写明哪里不对、应该怎样写"), Length(max=500)]
    )

    def __init__(self, mark: str = "objection", **more: Any) -> None:
        super().__init__(**more)
        self.words.id = self.words.label.field_id = f"{mark}-words"


class ReceiptForm(Form):
    """凭查询码查询举报."""

    code = StringField("查询码", [InputRequired("请输入提交举报时给您的查询码")])

    def validate_code(self, field: StringField) -> None:
        text = unicodedata.normalize("NFKC", field.data or "")
        if sum(ch.isalnum() for ch in text) != CODE_LENGTH:
            raise ValidationError(f"查询码是 {CODE_LENGTH} 位字母和数字，请对照您抄下的再看一遍")

    def report(self, address: str, device: str) -> Report | None:
        """The report of this code, or None with the reason on the form."""
        try:
            report = Report.look_up(self.code.data or "", address, device)
        except RuleBroken as refusal:
            self.code.errors = [str(refusal)]
            return None
        if report is None:
            self.code.errors = ["没有这个查询码，请对照您抄下的再输一遍"]
        return report
