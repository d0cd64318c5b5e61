"""What people fill in to get in."""

import unicodedata
from typing import Any

from wtforms import PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length, ValidationError

from blueprints.forms import Form
from models import Account, AuthSession, RuleBroken, enter, sign_in
from models.account import SHORTEST_PASSWORD, WRONG

DIGITS = 8


class LoginForm(Form):
    """工作人员登录."""

    login = StringField("账号", [InputRequired("请填写账号"), Length(max=40)])
    password = PasswordField("密码", [InputRequired("请填写密码"), Length(max=200)])

    def token(self, address: str) -> str | None:
        """The new session's token, or None with the reason on the form."""
        try:
            token = sign_in(self.login.data or "", self.password.data or "", address)
        except RuleBroken as refusal:
            self.form_errors.append(str(refusal))
            return None
        if token is None:
            self.form_errors.append(WRONG)
        return token


class CardForm(Form):
    """群众代表入口."""

    code = StringField("代表证号码", [InputRequired("请输入代表证背面的 8 位号码")])

    def validate_code(self, field: StringField) -> None:
        text = unicodedata.normalize("NFKC", field.data or "")
        if sum(ch.isdecimal() for ch in text) != DIGITS:
            raise ValidationError("代表证号码是 8 位数字，请看代表证背面")

    def token(self, address: str, device: str) -> str | None:
        """The new session's token, or None with the reason on the form."""
        try:
            token = enter(self.code.data or "", address, device)
        except RuleBroken as refusal:
            self.code.errors = [str(refusal)]
            return None
        if token is None:
            self.code.errors = ["没有这个号码，请对照代表证再输一遍，或请工作人员帮忙"]
        return token


class PasswordForm(Form):
    """修改密码."""

    password = PasswordField("现在的密码", [InputRequired("请填写现在的密码")])
    new_password = PasswordField(
        "新密码",
        [
            InputRequired("请填写新密码"),
            Length(min=SHORTEST_PASSWORD, max=200, message=f"新密码至少 {SHORTEST_PASSWORD} 位"),
        ],
    )
    repeated_password = PasswordField(
        "再输一遍新密码", [EqualTo("new_password", "两遍新密码不一致，请重新输入")]
    )

    def token(self, account: Account, address: str) -> str | None:
        """Change the password and begin a new session, or None with the reason on the form."""
        own: Any = self.password
        try:
            proof = sign_in(account.login, self.password.data or "", address)
        except RuleBroken as refusal:
            own.errors = [str(refusal)]
            return None
        if proof is None:
            own.errors = ["现在的密码不对"]
            return None
        account.set_password(self.new_password.data or "", by=account)
        return AuthSession.start(account)
