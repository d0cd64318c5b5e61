"""What a supervisor fills in about the results of a round."""

from typing import Any

from wtforms import IntegerField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length
from wtforms.widgets import HiddenInput

from blueprints.forms import Form
from blueprints.term_field import TermField
from models import EvaluationResults, Proposal, Remark
from models.evaluation_proposal import REASON, REQUIREMENT

TITLE = 60  # characters of a matter's


class RemarksForm(Form):
    """附言转为意见建议."""

    remarks = SelectMultipleField("附言", [InputRequired("请勾选要转为意见建议的附言")])

    def __init__(self, results: EvaluationResults, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.known = {one.id: one for unit in results.told for one in unit.remarks}
        self.remarks.choices = [SelectChoice(key, one.text) for key, one in self.known.items()]

    @property
    def chosen(self) -> list[Remark]:
        return [self.known[key] for key in self.remarks.data or ()]


class SettlingForm(Form):
    """研究一件整改建议, in the state that its page showed."""

    version = IntegerField("", [InputRequired("页面不完整，请刷新后再办理")], widget=HiddenInput())

    def __init__(self, proposal: Proposal, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        for field in self:  # one page holds many
            field.id = field.label.field_id = f"p{proposal.id}-{field.short_name}"
        if kwargs.get("formdata", self) is None:
            self.version.data = proposal.version
            self.propose(proposal)

    def propose(self, proposal: Proposal) -> None:
        """Fill in what is known when the form is shown for the first time."""


class TakeUpForm(SettlingForm):
    """受理."""

    title = StringField("标题", [InputRequired("请写一个简短的标题"), Length(max=TITLE)])
    requirement = TextAreaField(
        "整改要求", [InputRequired("请写明要整改什么"), Length(max=REQUIREMENT)]
    )
    days = TermField(is_complex=True)

    def propose(self, proposal: Proposal) -> None:
        found = [
            f"「{dimension.name}」不满意 {counts.dissatisfied} 票，占 {counts.informed} 票的"
            f" {100 * counts.dissatisfied / counts.informed:.1f}%"
            for dimension, counts in proposal.findings
        ]
        self.title.data = f"{proposal.appraised.name}测评反映问题整改"[:TITLE]
        self.requirement.data = (
            f"{proposal.evaluation.title}中，{'；'.join(found)}。"
            "请对照代表附言查清原因，提出整改方案，逐项落实并报送凭据。"
        )

    def details(self) -> dict[str, Any]:
        """What `Proposal.take_up` wants to know."""
        return {
            "title": self.title.data or "",
            "requirement": self.requirement.data or "",
            "days": self.days.data,
        }


class SetAsideForm(SettlingForm):
    """不立项."""

    reason = TextAreaField(
        "不立项的理由", [InputRequired("请写明不立项的理由"), Length(max=REASON)]
    )
