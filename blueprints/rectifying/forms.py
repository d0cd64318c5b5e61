"""What a unit's handler fills in for its plan."""

from typing import Any

from wtforms import DateField, IntegerField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from blueprints.forms import Form
from models import Matter, Measure, RectificationPlan, clock
from models.rectification_plan import DONE, MEASURE, REASON, RESPONSIBLE, TITLE

AS_DATE = "请按 2013-06-28 的样子填写日期"


class PlanForm(Form):
    """集中整改方案."""

    version = IntegerField("", widget=HiddenInput())
    title = StringField("标题", [InputRequired("请写一个简短的标题"), Length(max=TITLE)])
    reason = TextAreaField(
        "为什么集中整改", [InputRequired("请写明为什么集中整改"), Length(max=REASON)]
    )
    responsible = StringField("责任人", [InputRequired("请写明责任人"), Length(max=RESPONSIBLE)])
    starts_on = DateField("开始", [InputRequired("请填写日期")], invalid_value_message=AS_DATE)
    ends_on = DateField("完成", [InputRequired("请填写日期")], invalid_value_message=AS_DATE)

    def __init__(self, kept: RectificationPlan | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if self.is_submitted():
            return
        if kept is None:
            self.starts_on.data = clock.today()
            return
        self.version.data, self.title.data, self.reason.data = kept.version, kept.title, kept.reason
        self.responsible.data = kept.responsible
        self.starts_on.data, self.ends_on.data = kept.starts_on, kept.ends_on

    def details(self) -> dict[str, Any]:
        """What `RectificationPlan.draw_up` and `RectificationPlan.revise` want to know."""
        return {
            "title": self.title.data or "",
            "reason": self.reason.data or "",
            "responsible": self.responsible.data or "",
            "starts_on": self.starts_on.data,
            "ends_on": self.ends_on.data,
        }


class ActForm(Form):
    """更新方案的一步, on a state that its page showed."""

    version = IntegerField("", [InputRequired("页面不完整，请刷新后再办理")], widget=HiddenInput())

    def __init__(self, plan: RectificationPlan, name: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        for field in self if name else ():  # one page holds several
            field.id = field.label.field_id = f"{name}-{field.short_name}"
        if not self.is_submitted() or kwargs.get("formdata", self) is None:
            self.version.data = plan.version


class MeasureForm(ActForm):
    """加一条措施."""

    text = TextAreaField("整改措施", [InputRequired("请写明整改措施"), Length(max=MEASURE)])
    due_on = DateField("完成时限", [InputRequired("请填写日期")], invalid_value_message=AS_DATE)


class DoneForm(ActForm):
    """完成一条措施."""

    done = TextAreaField("做了什么", [InputRequired("请写明做了什么"), Length(max=DONE)])

    @staticmethod
    def name_of(measure: Measure) -> str:
        return f"done{measure.id}"


class GatherForm(ActForm):
    """归入事项."""

    matters = SelectMultipleField(
        "本单位牵头、还没有归入方案的事项",
        [InputRequired("请勾选要归入的事项")],
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def __init__(self, plan: RectificationPlan, **kwargs: Any) -> None:
        super().__init__(plan, **kwargs)
        self.known = {matter.id: matter for matter in plan.gatherable()}
        self.matters.choices = [
            SelectChoice(str(key), f"{one.name} {one.title}（{one.kind.label}，{one.state.label}）")
            for key, one in self.known.items()
        ]

    @property
    def chosen(self) -> list[Matter]:
        return [self.known[key] for key in self.matters.data or ()]
