"""What administrators fill in."""

import re
from typing import Any

from sqlalchemy import select
from wtforms import BooleanField, DateField, HiddenField, IntegerField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError

from blueprints.forms import Form
from models import Account, Role, Unit, UnitKind, db
from models.calendar import FIRST_YEAR, LAST_YEAR

LOGIN = re.compile(r"[a-z][a-z0-9_.-]{1,39}")
STAFF_ROLES = [role for role in Role if role is not Role.REPRESENTATIVE]
LONGEST_TERM = 250  # working days that are explained one by one: about a year


def whole(value: Any) -> int | None:
    """A number, or None for the choice that means none."""
    return int(value) if value else None


def role_of(value: Any) -> Role | None:
    return Role(value) if value else None


def unit_choices(first: str) -> list[SelectChoice]:
    units = db.session.scalars(select(Unit).order_by(Unit.kind, Unit.id))
    return [SelectChoice("", first), *(SelectChoice(str(unit.id), unit.name) for unit in units)]


def role_choices(first: str) -> list[SelectChoice]:
    roles = (SelectChoice(role.value, role.label) for role in STAFF_ROLES)
    return [SelectChoice("", first), *roles]


class PostForm(Form):
    """岗位: role and unit."""

    role = SelectField("角色", [InputRequired("请选择角色")], coerce=role_of)
    unit_id = SelectField("单位", [InputRequired("请选择单位")], coerce=whole)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.role.choices = role_choices("请选择")
        self.unit_id.choices = unit_choices("请选择")

    @property
    def unit(self) -> Unit:
        return db.session.get_one(Unit, self.unit_id.data)


class AccountForm(PostForm):
    """开户."""

    login = StringField("账号", [InputRequired("请填写账号"), Length(max=40)])
    name = StringField("姓名", [InputRequired("请填写姓名"), Length(max=40)])
    title = StringField("职务", [Length(max=40)])

    def validate_login(self, field: StringField) -> None:
        field.data = (field.data or "").lower()
        if not LOGIN.fullmatch(field.data):
            raise ValidationError("账号用小写字母开头，由字母、数字组成，如姓名的拼音")
        if db.session.scalar(select(Account.id).filter_by(login=field.data)):
            raise ValidationError(f"账号「{field.data}」已被使用，请换一个")


class ChangeForm(Form):
    """An act on an account, decided on one of its versions."""

    version = HiddenField(filters=[whole])


class RoleForm(PostForm):
    """调整角色或单位."""

    version = HiddenField(filters=[whole])


class AccountFilter(Form):
    """按单位、角色、状态筛选; a GET form."""

    class Meta(Form.Meta):
        csrf = False

    unit_id = SelectField("单位", coerce=whole)
    role = SelectField("角色", coerce=role_of)
    disabled = BooleanField("含已停用的")

    def __init__(self, args: Any) -> None:
        super().__init__(args)
        self.unit_id.choices = unit_choices("全部单位")
        self.role.choices = role_choices("全部角色")


class UnitForm(Form):
    """设立单位."""

    name = StringField("名称", [InputRequired("请填写单位名称"), Length(max=60)])
    kind = SelectField(
        "类别",
        choices=[SelectChoice(kind.value, kind.label) for kind in UnitKind],
        coerce=UnitKind,
    )
    telephone = StringField("电话", [Length(max=40)])

    def validate_name(self, field: StringField) -> None:
        if db.session.scalar(select(Unit.id).filter_by(name=field.data)):
            raise ValidationError(f"已有名为「{field.data}」的单位")


class LeaderForm(Form):
    """确定分管领导."""

    leader_id = SelectField("分管领导", [InputRequired("请选择分管领导")], coerce=whole)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        leaders = select(Account).filter_by(role=Role.LEADER, disabled_at=None)
        self.leader_id.choices = [
            SelectChoice("", "请选择"),
            *(
                SelectChoice(str(leader.id), f"{leader.name} {leader.title}".strip())
                for leader in db.session.scalars(leaders.order_by(Account.id))
            ),
        ]

    @property
    def leader(self) -> Account:
        return db.session.get_one(Account, self.leader_id.data)


class DayForm(Form):
    """更正一天."""

    works = SelectField(
        "这一天",
        choices=[SelectChoice("yes", "上班"), SelectChoice("no", "放假或休息")],
    )
    note = StringField(
        "依据", [InputRequired("请写明依据，如：国庆节放假、调休上班"), Length(max=40)]
    )

    @property
    def is_working(self) -> bool:
        return bool(self.works.data == "yes")


def in_calendar(field: DateField) -> None:
    if field.data and not FIRST_YEAR <= field.data.year <= LAST_YEAR:
        raise ValidationError(f"日期须在 {FIRST_YEAR} 年至 {LAST_YEAR} 年之间")


class TermForm(Form):
    """时限怎么算; a GET form."""

    class Meta(Form.Meta):
        csrf = False

    start = DateField(
        "交办日期",
        [InputRequired("请选择交办日期")],
        invalid_value_message="请按 2013-06-20 的样子填写日期",
    )
    days = IntegerField(
        "工作日",
        [
            InputRequired("请填写工作日数"),
            NumberRange(1, LONGEST_TERM, f"工作日数是 1 至 {LONGEST_TERM} 的整数"),
        ],
    )

    def validate_start(self, field: DateField) -> None:
        in_calendar(field)
