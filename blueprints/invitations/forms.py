"""What people fill in when they invite, and at the door."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from wtforms import (
    BooleanField,
    DateTimeLocalField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError

from blueprints.forms import Form
from blueprints.person_form import PersonForm, WishesForm
from models import ApplicationChannel, Draw, InvitationPlan, Representative, Visit, clock, db
from models.coverage import towns, walks

MOST = 300  # places


def whole(value: Any) -> int | None:
    return int(value) if value and str(value).isdecimal() else None


class VersionForm(Form):
    """What was decided, and on which state of it."""

    version = HiddenField(filters=[whole])


class PlanForm(Form):
    """名额和间隔."""

    quota = IntegerField(
        "名额", [InputRequired("请填写名额"), NumberRange(1, MOST, f"名额是 1 至 {MOST} 的整数")]
    )
    months = IntegerField(
        "几个月内不重复参加",
        [InputRequired("请填写月数"), NumberRange(0, 120, "月数是 0 至 120 的整数")],
    )


class DirectForm(Form):
    """定向邀请: whom of the roster's page."""

    people = SelectMultipleField(coerce=int, validate_choice=False)
    reason = StringField("再次邀请的理由", [Length(max=200)])


class AcceptanceForm(WishesForm):
    """应邀."""

    version = HiddenField(filters=[whole])


class DeclineForm(VersionForm):
    """不能来."""

    note = StringField("原因", [InputRequired("请写明不能来的原因，如：联系不上"), Length(max=200)])


class CallForm(Form):
    """公布公开邀请."""

    places = IntegerField(
        "抽签名额",
        [InputRequired("请填写名额"), NumberRange(1, MOST, f"名额是 1 至 {MOST} 的整数")],
    )
    opens_at = DateTimeLocalField(
        "报名开始", [InputRequired("请填写开始时间")], invalid_value_message="时间没有填对"
    )
    closes_at = DateTimeLocalField(
        "报名截止", [InputRequired("请填写截止时间")], invalid_value_message="时间没有填对"
    )
    source = StringField(
        "公开号码从哪里来", [InputRequired("请写明公开号码从哪里来"), Length(max=200)]
    )
    towns = TextAreaField("可以报名的镇（街道），一行一个", [InputRequired("请列出镇（街道）")])
    walks = TextAreaField("可以选的职业界别，一行一个", [InputRequired("请列出职业界别")])
    is_online = BooleanField("开放网上报名")

    def __init__(self, visit: Visit, left: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if not self.is_submitted():
            now = clock.local(clock.now()).replace(minute=0, tzinfo=None)
            self.places.data = left or InvitationPlan.of(visit).quota
            self.opens_at.data = now + timedelta(hours=1)
            self.closes_at.data = (now + timedelta(days=7)).replace(hour=18)
            self.towns.data, self.walks.data = "\n".join(towns()), "\n".join(walks())

    def details(self) -> dict[str, Any]:
        """What `Draw.open_call` wants to know."""
        return {
            "places": self.places.data,
            "opens_at": local(self.opens_at.data),
            "closes_at": local(self.closes_at.data),
            "source": self.source.data or "",
            "towns": (self.towns.data or "").splitlines(),
            "walks": (self.walks.data or "").splitlines(),
            "is_online": bool(self.is_online.data),
        }


def local(moment: datetime | None) -> datetime:
    """As the clock on the office wall shows it."""
    assert moment is not None, "the form asks for it"
    return moment.replace(tzinfo=clock.SHANGHAI)


class OnlineForm(VersionForm):
    """开放或关闭网上报名: one button."""

    is_online = BooleanField()


class ExtensionForm(VersionForm):
    """延长报名."""

    closes_at = DateTimeLocalField(
        "新的截止时间", [InputRequired("请填写时间")], invalid_value_message="时间没有填对"
    )


class NumberForm(VersionForm):
    """抽签."""

    public_number = StringField("公开号码", [InputRequired("请填写公开号码"), Length(max=60)])


class ReasonForm(VersionForm):
    """准许再次参加."""

    reason = StringField("理由", [InputRequired("请写明理由"), Length(max=200)])


CHANNELS = (ApplicationChannel.PAPER, ApplicationChannel.ON_BEHALF)


class ApplicationForm(PersonForm, WishesForm):
    """登记一份报名, from paper or for somebody who came or called."""

    client_id = HiddenField()
    channel = SelectField(
        "来自",
        choices=[SelectChoice(one.value, one.label) for one in CHANNELS],
        coerce=ApplicationChannel,
    )
    town = SelectField("镇（街道）")
    walk = SelectField("职业界别")

    def __init__(self, draw: Draw, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.town.choices = [SelectChoice(name, name) for name in draw.towns]
        self.walk.choices = [SelectChoice(name, name) for name in draw.walks]
        if not self.is_submitted():
            self.client_id.data = str(uuid4())

    def validate_client_id(self, field: HiddenField) -> None:
        try:
            field.data = str(UUID(field.data))
        except (TypeError, ValueError):
            field.data = str(uuid4())
            raise ValidationError("页面不完整，请核对后再登记一次") from None

    def validate_telephone(self, field: StringField) -> None:
        super().validate_telephone(field)
        if not field.data:
            raise ValidationError("请填写联系电话，抽中了要打这个电话")


class ArrivalForm(Form):
    """签到: a code, or lines of the list."""

    code = StringField("扫码枪扫代表证，或输入 8 位号码", [Length(max=300)])
    cards = SelectMultipleField(coerce=int, validate_choice=False)


class WalkInForm(PersonForm):
    """临时到场."""


def chosen(form: DirectForm) -> list[Representative]:
    """Those of the roster that were ticked, in the order of the roster."""
    ids = form.people.data or []
    found = db.select(Representative).where(Representative.id.in_(ids))
    return list(db.session.scalars(found.order_by(Representative.id)))
