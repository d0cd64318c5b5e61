"""What people fill in about disclosures and materials."""

from typing import Any

from flask_wtf.file import FileField
from wtforms import (
    DateField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError
from wtforms.widgets import HiddenInput

from blueprints.forms import Form
from models import (
    Copies,
    Disclosure,
    DisclosureCategory,
    Material,
    MaterialKind,
    RuleBroken,
    clock,
    profile,
)
from models.disclosure import REASON, TEXT, TITLE
from models.material import RECEIVER
from models.material import TEXT as MATERIAL_TEXT
from models.material import TITLE as MATERIAL_TITLE


class VersionField(IntegerField):
    """The version of what the person is looking at."""

    widget = HiddenInput()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("", [InputRequired("页面不完整，请刷新后再办理")], **kwargs)


class ActForm(Form):
    """只要点一下的一步."""

    version = VersionField()


class DisclosureForm(Form):
    """公开一项."""

    category = SelectField(
        "类别",
        choices=[SelectChoice(each.value, each.label) for each in DisclosureCategory],
        coerce=DisclosureCategory,
    )
    title = StringField("标题", [InputRequired("请写标题"), Length(max=TITLE)])
    dated_on = DateField(
        "日期",
        [InputRequired("请选择日期")],
        invalid_value_message="请按 2013-06-20 的样子填写日期",
    )
    text = TextAreaField("内容", [InputRequired("请写公开的内容"), Length(max=TEXT)])

    def validate_dated_on(self, field: DateField) -> None:
        if field.data and field.data > clock.today():
            raise ValidationError("日期不能晚于今天：还没有发生的事，发生之后再公开")

    def details(self) -> dict[str, Any]:
        """What `Disclosure.disclose` and `Disclosure.revise` want to know."""
        fields = (self.category, self.title, self.dated_on, self.text)
        return {field.short_name: field.data for field in fields}


class RevisionForm(DisclosureForm):
    """修改公开事项."""

    version = VersionField()

    @classmethod
    def of(cls, disclosure: Disclosure) -> "RevisionForm":
        return cls(formdata=None, obj=disclosure)


class FileForm(Form):
    """附文件."""

    file = FileField("附件")

    @property
    def content(self) -> tuple[str, bytes] | None:
        file = self.file.data
        return (file.filename, file.read()) if file and file.filename else None


class WithdrawalForm(ActForm):
    """撤下."""

    reason = TextAreaField("撤下的理由", [InputRequired("请写明撤下的理由"), Length(max=REASON)])


class MaterialForm(Form):
    """登记印制的资料."""

    kind = RadioField(
        "类别",
        choices=[SelectChoice(each.value, each.label) for each in MaterialKind],
        coerce=MaterialKind,
        default=MaterialKind.BOOKLET,
    )
    title = StringField("名称", [InputRequired("请写名称"), Length(max=MATERIAL_TITLE)])
    copies = StringField("印制数量", [InputRequired("请填写印制数量")])
    text = TextAreaField("内容简介", [Length(max=MATERIAL_TEXT)])

    def validate_copies(self, field: StringField) -> None:
        try:
            Copies.read(field.data or "")
        except RuleBroken as refusal:
            raise ValidationError(str(refusal)) from refusal

    def details(self) -> dict[str, Any]:
        """What `Material.produce` and `Material.revise` want to know."""
        copies = Copies.read(self.copies.data or "")
        fields = (self.kind, self.title, self.text)
        return {field.short_name: field.data for field in fields} | {"copies": copies}


class CorrectionForm(MaterialForm):
    """更正."""

    version = VersionField()

    @classmethod
    def of(cls, material: Material) -> "CorrectionForm":
        form = cls(formdata=None, obj=material)
        form.copies.data = str(material.copies)
        return form


class ArrivalForm(ActForm):
    """印好入库."""

    copies = StringField("实际印制", [InputRequired("请填写印制数量")])

    def validate_copies(self, field: StringField) -> None:
        try:
            Copies.read(field.data or "")
        except RuleBroken as refusal:
            raise ValidationError(str(refusal)) from refusal

    @property
    def counted(self) -> Copies:
        return Copies.read(self.copies.data or "")


class ProfileForm(Form):
    """县情的一段."""

    title = StringField("标题", [InputRequired("请写标题"), Length(max=profile.TITLE)])
    text = TextAreaField("内容", [InputRequired("请写内容"), Length(max=profile.TEXT)])
    source = StringField("数字的来源和日期", [Length(max=profile.SOURCE)])

    def details(self) -> dict[str, Any]:
        """What `Profile.add` and `Profile.revise` want to know."""
        return {field.short_name: field.data for field in (self.title, self.text, self.source)}


class ProfileRevisionForm(ProfileForm):
    """修改县情的一段."""

    version = VersionField()


class DirectoryForm(Form):
    """机构名录. The version is 0 while there is no entry."""

    setup = TextAreaField("机构设置", [Length(max=profile.SETUP)])
    duties = TextAreaField("职责分工", [InputRequired("请写职责分工"), Length(max=profile.DUTIES)])
    window = StringField("办事窗口", [Length(max=profile.WINDOW)])
    telephone = StringField("对外电话", [Length(max=profile.TELEPHONE)])
    version = VersionField()

    def details(self) -> dict[str, Any]:
        """What `DirectoryEntry.keep` wants to know."""
        fields = (self.setup, self.duties, self.window, self.telephone)
        return {field.short_name: field.data or "" for field in fields}


class HandOutForm(ActForm):
    """发放."""

    number = StringField("发放数量", [InputRequired("请填写发放数量")])
    receiver = StringField("发给", [Length(max=RECEIVER)])

    def validate_number(self, field: StringField) -> None:
        try:
            Copies.read_exactly(field.data or "")
        except RuleBroken as refusal:
            raise ValidationError(str(refusal)) from refusal

    @property
    def counted(self) -> int:
        return Copies.read_exactly(self.number.data or "")
