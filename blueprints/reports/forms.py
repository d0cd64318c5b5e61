"""What 专办人员 fill in on a report, and leaders on a 专报."""

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from wtforms import (
    FileField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import UUID, InputRequired, Length, ValidationError
from wtforms.widgets import HiddenInput

from blueprints.forms import Form
from models import (
    Account,
    Card,
    Channel,
    GateKind,
    Recipient,
    Report,
    ReportState,
    RuleBroken,
    Signature,
    Unit,
    UnitKind,
    Visit,
    db,
)
from models.attachment import check
from models.labels import Labelled
from models.opinion import LATER
from models.rectification import REQUIREMENT, TITLE
from models.report import LONGEST_LATER


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


class FileForm(ActForm):
    """附材料."""

    file = FileField("材料")
    name, content = "", b""

    def validate_file(self, field: FileField) -> None:
        sent = field.data if isinstance(field.data, FileStorage) else None
        if sent is None or not sent.filename:
            raise ValidationError("请选择要附的材料")
        self.name, self.content = sent.filename, sent.read()
        try:
            check(self.name, self.content)
        except RuleBroken as refusal:
            raise ValidationError(str(refusal)) from refusal


class IdentityForm(ActForm):
    """查看举报人身份: asked for by one, agreed to by another."""

    text = TextAreaField("理由（举报人会看到）", [InputRequired("请写明理由"), Length(max=500)])


class RectifyForm(ActForm):
    """提出整改建议."""

    lead = SelectField("整改单位", [InputRequired("请选择整改单位")])
    title = StringField("标题", [InputRequired("请写一个简短的标题"), Length(max=TITLE)])
    text = TextAreaField("整改什么", [InputRequired("请写明要整改什么"), Length(max=REQUIREMENT)])

    def choose(self, report: Report) -> None:
        units = select(Unit).where(Unit.kind != UnitKind.GOVERNMENT).order_by(Unit.kind, Unit.id)
        self.units = {str(unit.id): unit for unit in db.session.scalars(units)}
        named = (SelectChoice(key, unit.name) for key, unit in self.units.items())
        self.lead.choices = [SelectChoice("", "请选择单位"), *named]

    @property
    def unit(self) -> Unit:
        return self.units[str(self.lead.data)]


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
    "file": FileForm,
    "identity": IdentityForm,
    "rectify": RectifyForm,
    "step": StepForm,
    **dict.fromkeys(GATES, GateForm),
}


def options(kinds: Iterable[Labelled]) -> list[SelectChoice]:
    return [SelectChoice(kind.value, kind.label) for kind in kinds]


class EntryForm(Form):
    """登记会后收到的举报. Whoever gave it gets the receipt code from who enters it."""

    client_id = HiddenField(validators=[InputRequired(), UUID("页面不完整，请刷新后再登记")])
    channel = RadioField(
        "来件渠道",
        [InputRequired("请选择来件渠道")],
        choices=options(LATER),
        coerce=Channel,
    )
    text = TextAreaField("举报内容", [InputRequired("请录入举报内容"), Length(max=LONGEST_LATER)])
    unit = SelectField("反映的单位（可不选）", default="")
    person = StringField("反映的人（可不填）", [Length(max=60)])
    signature = RadioField("怎样署名", choices=options(Signature), coerce=Signature)
    card = SelectField("举报的代表（匿名的不选）", default="")

    def __init__(self, visit: Visit, **more: Any) -> None:
        super().__init__(**more)
        self.units = {
            str(one.id): one for one in db.session.scalars(select(Unit).order_by(Unit.id))
        }
        self.cards = {str(card.id): card for card in visit.cards}
        self.unit.choices = [
            SelectChoice("", "不选"),
            *(SelectChoice(key, unit.name) for key, unit in self.units.items()),
        ]
        self.card.choices = [
            SelectChoice("", "不是代表，或不留姓名"),
            *(
                SelectChoice(key, f"{card.name} {card.representative.name}")
                for key, card in self.cards.items()
            ),
        ]
        if not self.client_id.data:
            self.client_id.data = str(uuid4())
            self.signature.data = Signature.ANONYMOUS

    def validate_card(self, field: SelectField) -> None:
        if self.signature.data is Signature.ANONYMOUS and field.data:
            raise ValidationError("匿名的举报不记是谁；要记下代表，请选署名或保密署名")
        if self.signature.data is not Signature.ANONYMOUS and not field.data:
            raise ValidationError("署名和保密署名的，请选出是哪位代表；不是代表的，按匿名登记")

    def details(self) -> dict[str, Any]:
        """What `Report.take_in` wants to know besides its text."""
        card: Card | None = self.cards.get(self.card.data)
        return {
            "channel": self.channel.data,
            "unit": self.units.get(self.unit.data),
            "person": self.person.data or "",
            "card": card,
            "signature": self.signature.data,
        }


class SearchForm(Form):
    """查找: sent as a form, so that the words stand in no address and no log."""

    q = StringField("查找", [Length(max=40)])
    state = SelectField("状态", default="")

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.state.choices = [SelectChoice("", "全部状态"), *options(ReportState)]


def forms_of(report: Report, sent: ActForm | None = None, name: str = "") -> dict[str, ActForm]:
    """Every form of the page: empty, but for the one that was sent."""
    forms = {one: kind(one, report, formdata=None) for one, kind in KINDS.items()}
    if sent is not None:
        forms[name] = sent
    return forms
