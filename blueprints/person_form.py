"""Who somebody is: the fields that the roster, a visit and an application have in common."""

from typing import Any

from wtforms import BooleanField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError

from blueprints.forms import Form
from models import AgeGroup, RuleBroken, Sex
from models.labels import Labelled
from models.telephone import telephone_of


def options(kind: type[Labelled]) -> list[SelectChoice]:
    return [SelectChoice(member.value, member.label) for member in kind]


def number_in(field: StringField) -> str:
    """A telephone number as it is dialled. Raises ValidationError for what is none."""
    try:
        return telephone_of(field.data or "")
    except RuleBroken as refusal:
        raise ValidationError(str(refusal)) from None


class PersonForm(Form):
    """登记一个人."""

    name = StringField("姓名", [InputRequired("请填写姓名"), Length(max=40)])
    sex = SelectField("性别", choices=options(Sex), coerce=Sex)
    age_group = SelectField("年龄段", choices=options(AgeGroup), coerce=AgeGroup)
    town = StringField("镇（街道）", [InputRequired("请填写镇（街道）"), Length(max=40)])
    place = StringField("村（社区）", [Length(max=60)])
    walk = StringField("职业界别", [InputRequired("请填写职业界别"), Length(max=40)])
    is_newcomer = BooleanField("外来人员（户籍不在本县，在本县居住或务工）")
    telephone = StringField("联系电话", [Length(max=40)])

    def validate_telephone(self, field: StringField) -> None:
        field.data = number_in(field)

    def details(self) -> dict[str, Any]:
        """What the roster wants to know."""
        fields = (self.name, self.sex, self.age_group, self.town, self.place, self.walk)
        details = {field.short_name: field.data for field in (*fields, self.telephone)}
        return {**details, "is_resident": not self.is_newcomer.data}


class WishesForm(Form):
    """意向: what somebody would most like to see."""

    first_wish = StringField("最想看的", [Length(max=60)])
    second_wish = StringField("其次", [Length(max=60)])
    third_wish = StringField("再次", [Length(max=60)])

    @property
    def wishes(self) -> list[str]:
        fields = (self.first_wish, self.second_wish, self.third_wish)
        return [field.data for field in fields if field.data]
