"""What people fill in for one step of a matter: one form an act, many on one page."""

from collections.abc import Callable
from datetime import datetime, time
from typing import Any

from werkzeug.datastructures import FileStorage
from wtforms import (
    DateField,
    MultipleFileField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from blueprints.forms import Form
from blueprints.supervision.forms import (
    AS_DATE,
    Boxes,
    UnitsForm,
    VersionField,
    handling_units,
    options,
    whole,
)
from models import (
    Attachment,
    Entry,
    EntryKind,
    Gate,
    GateKind,
    Level,
    Matter,
    Promise,
    Rating,
    RatingSource,
    Result,
    RuleBroken,
    Unit,
    Way,
    clock,
)
from models import attachment as files
from models.matter import Source
from models.regrouping import candidates
from models.waiting import mark

E = EntryKind


class Step(Form):
    """办理的一步. Ids begin with the step's own key, since a page holds many of them."""

    version = VersionField()

    def __init__(self, matter: Matter, key: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.matter = matter
        for field in self:
            field.id = f"{key or type(self).__name__.lower()}-{field.name}"
            field.label.field_id = field.id
        if kwargs.get("formdata", self) is None or not self.is_submitted():
            self.version.data = matter.version
            self.propose()

    def propose(self) -> None:
        """Fill in what is known when the form is shown for the first time."""


def words(label: str, missing: str, longest: int = 500) -> TextAreaField:
    return TextAreaField(label, [InputRequired(missing), Length(max=longest)])


class BareStep(Step):
    """只要点一下的一步."""


class AssignStep(Step, UnitsForm):
    """交办."""

    def propose(self) -> None:
        self.lead_id.data = self.matter.lead_id if self.matter.lead_id in self.units else None
        held = self.matter.round.held
        self.assisting.data = [each.unit_id for each in held if not each.is_lead]


class UrgeStep(Step):
    text = words("催办意见（写给承办单位）", "请写明催办意见")


class ReworkStep(Step):
    text = words("返工的要求", "请写明返工的要求")


class EscalateStep(Step):
    text = words("上报的理由", "请写明上报的理由")


class DecideStep(Step):
    grant = RadioField(
        "批复",
        [InputRequired("请选择同意或不同意")],
        choices=[SelectChoice("yes", "同意延期"), SelectChoice("no", "不同意")],
    )
    text = TextAreaField("批复意见（不同意时必填）", [Length(max=500)])


class AddGateStep(Step):
    kind = RadioField("要加的关", [InputRequired("请选择要加的关")], coerce=GateKind)

    def __init__(self, matter: Matter, **kwargs: Any) -> None:
        super().__init__(matter, **kwargs)
        due = {gate.kind for gate in matter.gates}
        self.kind.choices = options([kind for kind in GateKind if kind not in due])


class PassStep(Step):
    evidence = words("凭什么过这一关（看了什么、问了谁）", "请写明凭什么过这一关", 1000)


class WaiveStep(Step):
    evidence = words("为什么不适用", "请写明为什么不适用", 1000)


class ReplyStep(Step):
    text = words("给代表的回复", "请写好给代表的回复", 2000)

    def propose(self) -> None:
        self.text.data = self.matter.round.draft


class RateStep(Step):
    """代录评价: by telephone, or off the sheet that came back."""

    source = RadioField(
        "怎么来的",
        [InputRequired("请选择评价是怎么来的")],
        choices=options(RatingSource),
        coerce=RatingSource,
        default=RatingSource.TELEPHONE,
    )
    asker_id = SelectField("提出人", [InputRequired("请选择提出人")], coerce=whole)
    level = RadioField("评价", [InputRequired("请选择评价")], choices=options(Level), coerce=Level)
    words = TextAreaField("代表的话（不满意时必填）", [Length(max=500)])
    caller = StringField("通话人或签字人", [InputRequired("请写明通话人或签字人"), Length(max=40)])
    telephone = StringField("电话号码（电话评价必填）", [Length(max=40)])
    said_on = DateField(
        "评价的日期", [InputRequired("请写明评价的日期")], invalid_value_message=AS_DATE
    )
    said_at = TimeField(
        "通话的时间（电话评价必填）",
        [Optional()],
        invalid_value_message="请按 09:30 的样子填写时间",
    )

    def __init__(self, matter: Matter, **kwargs: Any) -> None:
        super().__init__(matter, **kwargs)
        self.askers = {each.id: each for each in matter.askers if each.may_rate()}
        self.asker_id.choices = [
            SelectChoice(str(key), f"{asker.card.name} {asker.card.representative.name}")
            for key, asker in self.askers.items()
        ]

    def propose(self) -> None:
        now = clock.local(clock.now())
        self.said_on.data, self.said_at.data = now.date(), now.time()

    def validate_telephone(self, field: StringField) -> None:
        if self.is_by_telephone and not field.data:
            raise ValidationError("请写明电话号码")

    def validate(self, extra_validators: Any = None) -> bool:
        """A time that is left out stops its own validators, and so is looked for here."""
        is_valid: bool = super().validate(extra_validators)
        if is_valid and self.is_by_telephone and self.said_at.data is None:
            self.said_at.errors = ["请写明通话的时间"]
            return False
        return is_valid

    @property
    def is_by_telephone(self) -> bool:
        return self.source.data is RatingSource.TELEPHONE

    def key_in(self, by: Any) -> Rating:
        """Paper has a day and no time of it: the day's end, or now if that is still to come."""
        asker, words, caller = self.askers[self.asker_id.data], self.words.data, self.caller.data
        at = self.said_at.data if self.is_by_telephone else time.max
        said = datetime.combine(self.said_on.data, at, clock.SHANGHAI)
        said = said if self.is_by_telephone else min(said, clock.now())
        if self.is_by_telephone:
            telephone = self.telephone.data or ""
            return Rating.key_in(asker, by, self.level.data, words or "", caller, telephone, said)
        return Rating.from_paper(asker, by, self.level.data, words or "", caller, said)


class SignOffStep(Step):
    text = words("签批意见（代表会看到）", "请写明签批的理由，代表会看到", 1000)


class RefuseClosingStep(Step):
    text = words("不同意的理由", "请写明不同意的理由")


class WithFiles(Step):
    """附佐证材料的一步."""

    files = MultipleFileField("佐证材料")
    contents: list[tuple[str, bytes]]

    def validate_files(self, field: MultipleFileField) -> None:
        """Type by content: a name proves nothing."""
        sent = [each for each in field.data or () if isinstance(each, FileStorage)]
        self.contents = [(each.filename or "", each.read()) for each in sent if each.filename]
        if len(self.contents) > files.MOST:
            raise ValidationError(f"一次最多附 {files.MOST} 个文件")
        for name, content in self.contents:
            try:
                files.check(name, content)
            except RuleBroken as refusal:
                raise ValidationError(str(refusal)) from refusal

    def keep(self, entry: Entry, by: Any) -> None:
        for name, content in self.contents:
            Attachment.add(entry, name, content, by)


class ProgressStep(WithFiles):
    text = words("办理进展", "请写明办理进展", 2000)


class PlanStep(WithFiles):
    text = words("整改方案", "请写明整改方案", 2000)


class StageStep(WithFiles):
    text = words("办好了哪一部分，还剩什么（代表会看到）", "请写明办好了哪一部分，还剩什么", 2000)

    def validate_files(self, field: MultipleFileField) -> None:
        super().validate_files(field)
        if not self.contents:
            raise ValidationError("阶段性办结要附佐证材料，如现场照片、验收单")


class FinishStep(WithFiles):
    text = words("配合事项办理情况", "请写明办理情况", 2000)


class ReportStep(WithFiles):
    draft = words("给代表的答复稿", "请写好给代表的答复稿", 2000)
    result = RadioField(
        "办理结果", [InputRequired("请选择办理结果")], choices=options(Result), coerce=Result
    )
    planned_on = DateField(
        "计划完成的日期（列入计划的填）", [Optional()], invalid_value_message=AS_DATE
    )

    def propose(self) -> None:
        self.draft.data = self.matter.round.draft


class ExtendStep(Step):
    until = DateField("申请延至", [InputRequired("请填写新的日期")], invalid_value_message=AS_DATE)
    text = words("延期的理由", "请写明延期的理由")


class SendBackStep(Step):
    unit_id = SelectField(
        "应由哪个单位办理", [InputRequired("请写明应由哪个单位办理")], coerce=whole
    )
    text = words("退回的理由", "请写明退回的理由")

    def __init__(self, matter: Matter, **kwargs: Any) -> None:
        super().__init__(matter, **kwargs)
        self.units = {unit.id: unit for unit in handling_units()}
        self.unit_id.choices = [
            SelectChoice("", "（请选择）"),
            *(SelectChoice(str(unit.id), unit.name) for unit in self.units.values()),
        ]

    @property
    def unit(self) -> Unit:
        return self.units[self.unit_id.data]


class SplitStep(Step, UnitsForm):
    """拆分."""

    title = StringField("新事项的标题", [InputRequired("请写明拆出来的是什么事"), Length(max=60)])
    sources = Boxes("随新事项走的来件", validate_choice=False)
    way = RadioField("办理方式", choices=options(Way), coerce=Way)
    requirement = TextAreaField("办理要求", [Length(max=1000)])

    def __init__(self, matter: Matter, **kwargs: Any) -> None:
        super().__init__(matter, **kwargs)
        self.sources.choices = [
            SelectChoice(mark(each).partition("@")[0], _told(each)) for each in matter.sources
        ]

    def propose(self) -> None:
        self.way.data, self.lead_id.data = self.matter.way, None

    @property
    def chosen(self) -> list[Source]:
        marks = set(self.sources.data or ())
        return [each for each in self.matter.sources if mark(each).partition("@")[0] in marks]


def _told(source: Source) -> str:
    """A source in a line."""
    words = source.words if isinstance(source, Promise) else source.text
    name = "现场承诺" if isinstance(source, Promise) else source.name
    return f"{name}：{words[:30]}{'…' if len(words) > 30 else ''}"


class MergeStep(Step):
    """合并办理."""

    into_id = SelectField("并入哪一件", [InputRequired("请选择并入哪一件")], coerce=whole)
    text = words("为什么合并办理（代表会看到）", "请写明为什么合并办理")

    def __init__(self, matter: Matter, **kwargs: Any) -> None:
        super().__init__(matter, **kwargs)
        self.targets = {each.id: each for each in candidates(matter)}
        self.into_id.choices = [
            SelectChoice("", "（请选择）"),
            *(
                SelectChoice(str(each.id), f"{each.name} {each.title}（{each.lead.name}）")
                for each in self.targets.values()
            ),
        ]

    @property
    def into(self) -> Matter:
        return self.targets[self.into_id.data]


STEPS: dict[EntryKind, Callable[..., Step]] = {
    E.ASSIGN: AssignStep,
    E.URGE: UrgeStep,
    E.REWORK: ReworkStep,
    E.ESCALATE: EscalateStep,
    E.DECIDE_EXTENSION: DecideStep,
    E.ADD_GATE: AddGateStep,
    E.REPLY: ReplyStep,
    E.RATE: RateStep,
    E.PROPOSE_CLOSING: BareStep,
    E.CLOSE: BareStep,
    E.REFUSE_CLOSING: RefuseClosingStep,
    E.SIGN_OFF: SignOffStep,
    E.SIGN: BareStep,
    E.PROGRESS: ProgressStep,
    E.PLAN: PlanStep,
    E.STAGE: StageStep,
    E.FINISH_PART: FinishStep,
    E.ASK_EXTENSION: ExtendStep,
    E.SEND_BACK: SendBackStep,
    E.SPLIT: SplitStep,
    E.MERGE: MergeStep,
    E.REPORT: ReportStep,
}
GATE_STEPS: dict[EntryKind, Callable[..., Step]] = {
    E.PASS_GATE: PassStep,
    E.WAIVE_GATE: WaiveStep,
    E.CONFIRM_WAIVER: BareStep,
}


def gate_key(kind: EntryKind, gate: Gate) -> str:
    """Which form on the page: one for each act and gate."""
    return f"{kind.value}-{gate.kind.value}"
