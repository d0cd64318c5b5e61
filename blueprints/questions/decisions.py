"""What the moderator fills in; every form carries the version that was on the screen."""

from typing import Any

from sqlalchemy import select
from wtforms import DateField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import HiddenInput

from blueprints.forms import Form
from blueprints.questions.forms import to_id, unit_of, units, worded
from models import Matter, Question, Visit, db
from models.labels import Labelled
from models.question import MERGEABLE


class Outcome(Labelled):
    ANSWER = "answer", "当场答复"
    PROMISE = "promise", "记为承诺"
    ROUTE = "route", "带回办理"


class ActionForm(Form):
    """A button: nothing but the version that was on the screen."""

    version = IntegerField(
        validators=[InputRequired("页面不完整，请刷新后再办理")], widget=HiddenInput()
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
                SelectChoice(str(one.id), f"{one.name}（{one.state.label}）{one.text[:24]}")
                for one in db.session.scalars(found)
            ),
        ]

    @property
    def target(self) -> Question:
        return db.get_or_404(Question, self.into.data)


class OutcomeForm(ActionForm):
    """答复结果: what was said, by whom, for which unit; of these, each outcome needs its own."""

    outcome: Outcome
    words = TextAreaField("答复或承诺的要点")
    speaker = StringField("答复人")
    unit_id = SelectField("答复单位", coerce=to_id)
    due_on = DateField("承诺办结的日期", [Optional()])
    title = StringField("督办事项的标题")

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
        promise = question.record_promise(by, words, speaker, unit, due_on)
        if not question.visit.is_rehearsal:
            Matter.of_promise(promise, by, self.title.data or "")


class RouteForm(OutcomeForm):
    """带回办理."""

    outcome = Outcome.ROUTE
    unit_id = SelectField("答复单位", [InputRequired("请选择带回办理的单位")], coerce=to_id)

    def record(self, question: Question, by: Any) -> None:
        unit = unit_of(self.unit_id)
        assert unit is not None  # the form is valid
        question.route(by, unit, self.speaker.data or "", self.words.data or "")


OUTCOMES: dict[str, type[OutcomeForm]] = {
    form.outcome: form for form in (AnswerForm, PromiseForm, RouteForm)
}


class VisitForm(Form):
    """哪一期."""

    visit = SelectField("活动", coerce=to_id)

    def __init__(self, visit: Visit, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, data={"visit": visit.id}, **kwargs)
        visits = db.session.scalars(select(Visit).order_by(Visit.number.desc()))
        self.visit.choices = [SelectChoice(str(one.id), one.title) for one in visits]
