"""What 专办人员 fill in on a report, and leaders on a 专报."""

from typing import Any

from wtforms import IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length
from wtforms.widgets import HiddenInput

from blueprints.forms import Form
from models import Account, GateKind, Recipient, Report


class ActForm(Form):
    """办理: every act names the version that its page showed. One page holds several of these,
    so each marks the ids of its inputs with its own name."""

    version = IntegerField(widget=HiddenInput(), validators=[InputRequired()])

    def __init__(self, mark: str, report: Report, **more: Any) -> None:
        super().__init__(**more)
        for input in self:
            input.id = f"{mark}-{input.short_name}"
            input.label.field_id = input.id
        self.choose(report)

    def choose(self, report: Report) -> None:
        """Fill the choices that depend on the report."""


class FindingForm(ActForm):
    """核查情况."""

    text = TextAreaField("核查情况", [InputRequired("请写明核查情况"), Length(max=5000)])


class HandoverForm(ActForm):
    """移送."""

    to = RadioField(
        "移送给",
        [InputRequired("请选择移送给哪里")],
        choices=[SelectChoice(one.value, one.label) for one in Recipient],
    )
    receipt = StringField("移送回执编号", [InputRequired("请写明移送回执的编号"), Length(max=60)])
    text = TextAreaField("移送的问题和材料（可不填）", [Length(max=5000)])

    @property
    def recipient(self) -> Recipient:
        return next(one for one in Recipient if one.value == self.to.data)


class ResultForm(ActForm):
    """移送机关的书面结果."""

    text = TextAreaField("书面结果", [InputRequired("请录入书面结果"), Length(max=5000)])


class MemoForm(ActForm):
    """专报."""

    leader = SelectField("报给", [InputRequired("请选择报给哪位县领导")])
    text = TextAreaField("专报正文", [InputRequired("请写好专报"), Length(max=5000)])

    def choose(self, report: Report) -> None:
        self.leaders = {str(one.id): one for one in report.addressees}
        named = [
            SelectChoice(key, f"{one.name} {one.title}".strip())
            for key, one in self.leaders.items()
        ]
        self.leader.choices = [SelectChoice("", "请选择县领导"), *named]

    @property
    def addressee(self) -> Account:
        return self.leaders[str(self.leader.data)]


class GateForm(ActForm):
    """一关: passed on evidence, or 不适用 for a reason."""

    text = TextAreaField("凭据，或不适用的理由", [InputRequired("请写明凭据"), Length(max=1000)])


class OutcomeForm(ActForm):
    """结果反馈."""

    text = TextAreaField(
        "给举报人的反馈", [InputRequired("请写好给举报人的反馈"), Length(max=2000)]
    )


class InvestigatorForm(ActForm):
    """增加专办人员."""

    account = SelectField("增加专办人员", [InputRequired("请选择专办人员")])

    def choose(self, report: Report) -> None:
        self.others = {str(one.id): one for one in report.further_investigators}
        options = [
            SelectChoice(key, f"{one.name}（{one.unit.name}）") for key, one in self.others.items()
        ]
        self.account.choices = [SelectChoice("", "请选择"), *options]

    @property
    def investigator(self) -> Account:
        return self.others[str(self.account.data)]


class StepForm(ActForm):
    """A step that needs no words: 提请办结, 办结, 确认不适用."""


class InstructionForm(ActForm):
    """领导批示."""

    text = TextAreaField("批示", [InputRequired("请写明批示"), Length(max=1000)])


class SignOffForm(ActForm):
    """领导签批."""

    text = TextAreaField("签批理由", [InputRequired("请写明签批的理由"), Length(max=1000)])


GATES = {f"gate-{kind.value}": kind for kind in GateKind}
KINDS: dict[str, type[ActForm]] = {
    "finding": FindingForm,
    "handover": HandoverForm,
    "result": ResultForm,
    "memo": MemoForm,
    "outcome": OutcomeForm,
    "investigator": InvestigatorForm,
    "step": StepForm,
    **dict.fromkeys(GATES, GateForm),
}


def forms_of(report: Report, sent: ActForm | None = None, name: str = "") -> dict[str, ActForm]:
    """Every form of the page: empty, but for the one that was sent."""
    forms = {one: kind(one, report, formdata=None) for one, kind in KINDS.items()}
    if sent is not None:
        forms[name] = sent
    return forms
