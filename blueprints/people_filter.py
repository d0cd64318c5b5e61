"""The roster's filter, for the roster itself and for choosing whom to invite."""

from collections.abc import Sequence

from flask import request
from wtforms import SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import Length

from blueprints.forms import Form
from blueprints.person_form import options
from models import AgeGroup, Sex
from models.coverage import towns, walks
from models.labels import Labelled
from models.people import Sieve


def named(all_of_them: str, names: Sequence[str]) -> list[SelectChoice]:
    return [SelectChoice("", all_of_them), *(SelectChoice(name, name) for name in names)]


def labelled(all_of_them: str, kind: type[Labelled]) -> list[SelectChoice]:
    return [SelectChoice("", all_of_them), *options(kind)]


class SieveForm(Form):
    """筛选名册: all in the address, so that a view can be kept and sent."""

    class Meta(Form.Meta):
        csrf = False

    q = StringField("查找", [Length(max=40)])
    town = SelectField("镇", validate_choice=False)
    walk = SelectField("职业界别", validate_choice=False)
    origin = SelectField("户籍", validate_choice=False)
    sex = SelectField("性别", choices=labelled("男女不限", Sex), validate_choice=False)
    age = SelectField("年龄段", choices=labelled("年龄不限", AgeGroup), validate_choice=False)
    came = SelectField("参加情况", validate_choice=False)

    def __init__(self) -> None:
        super().__init__(formdata=request.args)
        self.town.choices = named("全部镇", towns())
        self.walk.choices = named("全部界别", walks())
        self.origin.choices = [
            SelectChoice("", "户籍不限"),
            SelectChoice("resident", "本县"),
            SelectChoice("newcomer", "外来人员"),
        ]
        self.came.choices = [
            SelectChoice("", "参加过没有"),
            SelectChoice("no", "没有参加过"),
            SelectChoice("yes", "参加过"),
        ]

    @property
    def sieve(self) -> Sieve:
        names = ("town", "walk", "origin", "sex", "age", "came")
        words = " ".join((self.q.data or "").split())[:40]
        return Sieve(words, **{name: (self[name].data or "")[:40] for name in names})
