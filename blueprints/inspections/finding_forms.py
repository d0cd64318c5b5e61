"""What people fill in for what an inspection found, and for what becomes of it."""

from typing import Any
from uuid import uuid4

from werkzeug.datastructures import FileStorage
from wtforms import (
    HiddenField,
    IntegerField,
    MultipleFileField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import UUID, InputRequired, Length, NumberRange, Optional, ValidationError

from blueprints.forms import Form
from blueprints.inspections.forms import (
    ActForm,
    all_units,
    handling_units,
    mark,
    offered,
    options,
    whole,
)
from blueprints.term_field import TermField
from models import Card, Inspection, InspectionFinding, Misconduct, Rectification, RuleBroken, Unit
from models.attachment import check
from models.inspection_finding import FINDING, NOTED, PHOTOS


def pictures(field: MultipleFileField) -> list[tuple[str, bytes]]:
    """What was sent, each with its name. Raises ValidationError for what cannot be kept."""
    given = [each for each in field.data or () if isinstance(each, FileStorage)]
    sent = [(each.filename or "", each.read()) for each in given if each.filename]
    if len(sent) > PHOTOS:
        raise ValidationError(f"一条最多附 {PHOTOS} 张照片")
    for name, content in sent:
        try:
            check(name, content)
        except RuleBroken as refusal:
            raise ValidationError(str(refusal)) from refusal
    return sent


class FindingForm(Form):
    """巡查发现."""

    client_id = HiddenField(validators=[InputRequired(), UUID("页面不完整，请刷新后再记")])
    kind = RadioField(
        "问题类型",
        [InputRequired("请选择问题类型")],
        choices=options(Misconduct),
        coerce=Misconduct,
    )
    text = TextAreaField("发现的问题", [InputRequired("请写明发现的问题"), Length(max=FINDING)])
    files = MultipleFileField("现场照片（可不附）")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        mark(self, "finding")
        self.sent: list[tuple[str, bytes]] = []
        if not self.client_id.data:
            self.client_id.data = str(uuid4())

    def validate_files(self, field: MultipleFileField) -> None:
        self.sent = pictures(field)


class PhotosForm(Form):
    """补传照片."""

    files = MultipleFileField("补传的照片")

    def __init__(self, finding: InspectionFinding, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        mark(self, f"photos{finding.number}")
        self.sent: list[tuple[str, bytes]] = []

    def validate_files(self, field: MultipleFileField) -> None:
        self.sent = pictures(field)


class SentFindingForm(FindingForm):
    """巡查发现, as the page's script sends it: under a slip, its photos following."""

    class Meta(Form.Meta):
        csrf = False

    inspection_id = IntegerField(validators=[InputRequired("页面不完整，请刷新后再记")])
    photos_due = IntegerField(
        validators=[Optional(), NumberRange(0, PHOTOS, f"一条最多附 {PHOTOS} 张照片")], default=0
    )

    @property
    def problems(self) -> str:
        return "；".join(str(error) for errors in self.errors.values() for error in errors)


class EnteredForm(FindingForm):
    """代录的巡查发现."""

    found_by = SelectField("由谁发现", coerce=whole)

    def __init__(self, inspection: Inspection, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.known = {card.id: card for card in inspection.cards}
        self.found_by.choices = [
            SelectChoice("", "工作人员"),
            *(
                SelectChoice(str(key), f"{card.name} {card.representative.name}")
                for key, card in self.known.items()
            ),
        ]

    @property
    def card(self) -> Card | None:
        return self.known.get(self.found_by.data)


class LeadForm(ActForm):
    """交给哪个单位，多少天."""

    days = TermField()


class MatterForm(LeadForm):
    """转督办."""

    title = StringField("标题", [InputRequired("请写一个简短的标题"), Length(max=60)])
    lead_id = SelectField("牵头单位", [InputRequired("请选择牵头单位")], coerce=whole)
    requirement = TextAreaField("办理要求", [InputRequired("请写明办理要求"), Length(max=1000)])

    def choose(self, subject: Any) -> None:
        self.units, self.lead_id.choices = offered(handling_units(), "（请选择）")

    def propose(self, subject: InspectionFinding) -> None:
        self.lead_id.data = subject.inspection.unit_id

    def details(self) -> dict[str, Any]:
        """What `InspectionFinding.to_matter` wants to know."""
        return {
            "title": self.title.data or "",
            "requirement": self.requirement.data or "",
            "lead": self.units[self.lead_id.data],
            "days": self.days.data,
        }


class NoteForm(ActForm):
    """记录在案."""

    text = TextAreaField(
        "怎样处理的", [InputRequired("请写明怎样处理的，例如当场纠正"), Length(max=NOTED)]
    )


class AsideForm(ActForm):
    """转监督举报."""

    unit_id = SelectField("反映的单位", coerce=whole)
    person = StringField("反映的人（可不填）", [Length(max=60)])

    def choose(self, subject: Any) -> None:
        self.units, self.unit_id.choices = offered(all_units(), "（不写明）")

    def propose(self, subject: InspectionFinding) -> None:
        self.unit_id.data = subject.inspection.unit_id

    @property
    def unit(self) -> Unit | None:
        return self.units.get(self.unit_id.data)


class TakeUpForm(Form):
    """受理整改建议."""

    days = TermField(is_complex=True)

    def __init__(self, proposal: Rectification, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        mark(self, f"p{proposal.id}")


SETTLING: dict[str, type[ActForm]] = {"matter": MatterForm, "note": NoteForm, "aside": AsideForm}
