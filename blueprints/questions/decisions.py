"""What the moderator fills in; every form carries the version that was on the screen."""

from typing import Any

from sqlalchemy import select
from wtforms import DateField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from blueprints.forms import Form
from blueprints.questions.forms import to_id, unit_of, units, worded
from models import Matter, Question, QuestionState, Visit, db
from models.labels import Labelled
from models.question import MERGEABLE, NEXT
from models.text import LONGEST
from models.transcript import LONGEST_DRAFT


class Outcome(Labelled):
    ANSWER = "answer", "当场答复"
    PARTIAL = "partial", "部分答复"
    ROUTE = "route", "带回办理"
    PROMISE = "promise", "记为承诺"


LEADS_TO = {
    Outcome.ANSWER: QuestionState.ANSWERED,
    Outcome.PARTIAL: QuestionState.PARTIAL,
    Outcome.ROUTE: QuestionState.ROUTED,
    Outcome.PROMISE: QuestionState.PROMISED,
}
# 常用原因: one tap fills the box, and the text may still be changed
STOCK = {
    "known": "这个问题本期已经答复过，答复内容请看「现场」或问工作人员",
    "elsewhere": "这件事不归今天走访的单位管，请写到「意见建议」里，会有单位办理",
    "private": "涉及个人或家庭的私事，不便当众回答，请到信访联合接待大厅当面说",
    "unclear": "没有看明白要问什么，请写清楚地点和事情，再提一次",
}


def outcomes_of(question: Question) -> list[Outcome]:
    """What can come of it now."""
    return [one for one in Outcome if LEADS_TO[one] in NEXT[question.state]]


class ActionForm(Form):
    """A button: nothing but the version that was on the screen."""

    version = IntegerField(
        validators=[InputRequired("页面不完整，请刷新后再办理")], widget=HiddenInput()
    )


class WordingForm(ActionForm):
    """修改措辞."""

    wording = TextAreaField(
        "上屏的措辞", [worded(LONGEST, "措辞不能空着；要恢复原话，请把原话填回去")]
    )


class RefusalForm(ActionForm):
    """不采用."""

    reason = TextAreaField("不采用的原因", [worded(200, "请写明不采用的原因，提问人会看到")])


class MergeForm(ActionForm):
    """并入."""

    into = SelectField("并入哪一条", [InputRequired("请选择并入哪一条")], coerce=to_id)

    def __init__(self, question: Question, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = (
            select(Question)
            .where(Question.visit_id == question.visit_id, Question.id != question.id)
            .where(Question.state.in_(MERGEABLE))
            .order_by(Question.number)
        )
        self.into.choices = [
            SelectChoice("", "请选择"),
            *(
                SelectChoice(str(one.id), f"{one.name}（{one.state.label}）{one.shown[:24]}")
                for one in db.session.scalars(found)
            ),
        ]

    @property
    def target(self) -> Question:
        return db.get_or_404(Question, self.into.data)


class TranscriptForm(Form):
    """现场记录: saved by itself while the leader speaks."""

    words = TextAreaField(
        validators=[Length(max=LONGEST_DRAFT, message=f"最多 {LONGEST_DRAFT} 字")]
    )
    speaker = StringField(validators=[Length(max=60, message="最多 60 字")])
    draft = IntegerField(
        validators=[InputRequired("页面不完整，请刷新后再办理")], widget=HiddenInput()
    )
    over = IntegerField(validators=[Optional()])  # 以我写的为准: the version that was looked at


class OutcomeForm(ActionForm):
    """答复结果: what was said, by whom, for which unit; of these, each outcome needs its own."""

    outcome: Outcome
    words = TextAreaField("答复或承诺的要点")
    speaker = StringField("答复人")
    unit_id = SelectField("答复单位", coerce=to_id)
    rest = TextAreaField("还要带回办理的")
    due_on = DateField("承诺办结的日期", [Optional()])
    title = StringField("督办事项的标题")
    answer = TextAreaField("另外当场答复了什么（可不填）", [Length(max=2000)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit_id.choices = units("请选择")

    def record(self, question: Question, by: Any) -> None:
        raise NotImplementedError


class AnswerForm(OutcomeForm):
    """当场答复."""

    outcome = Outcome.ANSWER
    words = TextAreaField("答复或承诺的要点", [worded(2000, "请记下答复的要点")])
    speaker = StringField("答复人", [worded(60, "请写明是谁答复的")])

    def record(self, question: Question, by: Any) -> None:
        words, speaker = self.words.data or "", self.speaker.data or ""
        question.record_answer(by, words, speaker, unit_of(self.unit_id))


class PartialForm(AnswerForm):
    """部分答复: the rest is taken along by a unit."""

    outcome = Outcome.PARTIAL
    unit_id = SelectField("答复单位", [InputRequired("请选择带回办理的单位")], coerce=to_id)
    rest = TextAreaField("还要带回办理的", [worded(500, "请写明还有什么要带回办理")])

    def record(self, question: Question, by: Any) -> None:
        unit = unit_of(self.unit_id)
        assert unit is not None  # the form is valid
        words, speaker = self.words.data or "", self.speaker.data or ""
        question.record_part(by, words, speaker, unit, self.rest.data or "")


class RouteForm(OutcomeForm):
    """带回办理."""

    outcome = Outcome.ROUTE
    unit_id = SelectField("答复单位", [InputRequired("请选择带回办理的单位")], coerce=to_id)

    def record(self, question: Question, by: Any) -> None:
        unit = unit_of(self.unit_id)
        assert unit is not None  # the form is valid
        question.route(by, unit, self.speaker.data or "", self.words.data or "")


class PromiseForm(OutcomeForm):
    """现场承诺: becomes a matter in the same step."""

    outcome = Outcome.PROMISE
    words = TextAreaField("答复或承诺的要点", [worded(500, "请写明承诺了什么")])
    speaker = StringField("答复人", [worded(60, "请写明是谁承诺的")])
    unit_id = SelectField("答复单位", [InputRequired("请选择承诺的单位")], coerce=to_id)
    due_on = DateField("承诺办结的日期", [InputRequired("请填写承诺办结的日期")])
    title = StringField("督办事项的标题", [worded(60, "请写一个简短的标题")])

    def record(self, question: Question, by: Any) -> None:
        unit, due_on = unit_of(self.unit_id), self.due_on.data
        assert unit is not None and due_on is not None  # the form is valid
        words, speaker = self.words.data or "", self.speaker.data or ""
        promise = question.record_promise(
            by, words, speaker, unit, due_on, answer=self.answer.data or ""
        )
        if not question.visit.is_rehearsal:
            Matter.of_promise(promise, by, self.title.data or "")


OUTCOMES: dict[str, type[OutcomeForm]] = {
    form.outcome: form for form in (AnswerForm, PartialForm, RouteForm, PromiseForm)
}


class VisitForm(Form):
    """哪一期."""

    visit = SelectField("活动", coerce=to_id)

    def __init__(self, visit: Visit, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, data={"visit": visit.id}, **kwargs)
        visits = db.session.scalars(select(Visit).order_by(Visit.number.desc()))
        self.visit.choices = [SelectChoice(str(one.id), one.title) for one in visits]
