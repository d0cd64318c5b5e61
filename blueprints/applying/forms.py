"""What the public fills in."""

import unicodedata
from typing import Any
from uuid import UUID, uuid4

from flask import request
from wtforms import HiddenField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError

from blueprints.forms import Form
from blueprints.person_form import PersonForm, WishesForm
from models import Application, Draw
from models.application import RECEIPT
from models.telephone import digits_of


class ApplyingForm(PersonForm, WishesForm):
    """网上报名."""

    client_id = HiddenField()
    town = SelectField("镇（街道）")
    walk = SelectField("职业")

    def __init__(self, draw: Draw, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        for field, names in ((self.town, draw.towns), (self.walk, draw.walks)):
            field.choices = [
                SelectChoice("", "请选择"),
                *(SelectChoice(name, name) for name in names),
            ]
        if not self.is_submitted():
            self.client_id.data = str(uuid4())

    def validate_client_id(self, field: HiddenField) -> None:
        try:
            field.data = str(UUID(field.data))
        except (TypeError, ValueError):
            field.data = str(uuid4())
            raise ValidationError("页面不完整，请核对后再提交一次") from None

    def validate_town(self, field: SelectField) -> None:
        if not field.data:
            raise ValidationError("请选择镇（街道）")

    def validate_walk(self, field: SelectField) -> None:
        if not field.data:
            raise ValidationError("请选择职业")

    def validate_telephone(self, field: StringField) -> None:
        super().validate_telephone(field)
        if not field.data:
            raise ValidationError("请填写联系电话，抽中了要打这个电话")


class ReceiptForm(Form):
    """查询报名."""

    code = StringField("查询码", [InputRequired("请输入报名时给您的查询码"), Length(max=40)])

    def validate_code(self, field: StringField) -> None:
        if len(digits_of(unicodedata.normalize("NFKC", field.data or ""))) != RECEIPT:
            raise ValidationError(f"查询码是 {RECEIPT} 位数字")

    def application(self, draw: Draw, device: str) -> Application | None:
        """Whose it is, or None with the reason on the form."""
        address = request.remote_addr or ""
        found = Application.by_receipt(draw, self.code.data or "", address, device)
        if found is None:
            own: Any = self.code
            own.errors = ["没有这个查询码，请对照报名回执再输一遍"]
        return found


class CheckForm(Form):
    """自己验算: what two numbers would give."""

    class Meta(Form.Meta):
        csrf = False

    code = StringField("暗码", [Length(max=64)])
    number = StringField("公开号码", [Length(max=60)])
