"""What one fills in to act on many matters at once."""

from typing import Any

from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from blueprints.forms import Form
from blueprints.supervision.forms import options
from models.bulk import BulkAct


class BulkForm(Form):
    """批量办理."""

    act = RadioField(
        "勾选的事项", [InputRequired("请选择怎么办")], choices=options(BulkAct), coerce=BulkAct
    )
    text = TextAreaField("催办意见、上报理由", [Length(max=500)])

    def validate(self, extra_validators: Any = None) -> bool:
        fine: bool = super().validate(extra_validators)
        if fine and self.act.data.needs_words and not (self.text.data or "").strip():
            self.text.errors = [f"请写明{self.act.data.label}的意见，每一件都用这一段"]
            return False
        return fine
