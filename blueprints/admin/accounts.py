"""Who may sign in, in which role and of which unit."""

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from blueprints.access import requires, viewer
from blueprints.admin.area import bp
from blueprints.admin.forms import AccountFilter, AccountForm, ChangeForm, RoleForm
from blueprints.pages import page
from models import Account, Permission, db
from models.account import new_password


def load(account_id: int) -> Account:
    return db.get_or_404(Account, account_id)


@bp.get("/accounts")
@requires(Permission.ACCOUNT_MANAGE)
def accounts() -> Response:
    form = AccountFilter(request.args)
    found = select(Account).order_by(Account.unit_id, Account.role, Account.id)
    if form.unit_id.data:
        found = found.where(Account.unit_id == form.unit_id.data)
    if form.role.data:
        found = found.where(Account.role == form.role.data)
    if not form.disabled.data:
        found = found.where(Account.disabled_at.is_(None))
    return page("admin/accounts.html", "main", form=form, accounts=db.session.scalars(found).all())


@bp.get("/accounts/new")
@requires(Permission.ACCOUNT_MANAGE)
def new_account() -> Response:
    return page("admin/new_account.html", "main", form=AccountForm())


@bp.post("/accounts")
@requires(Permission.ACCOUNT_MANAGE)
def open_account() -> ResponseReturnValue:
    """Answers with the page itself: the password is shown once and stored nowhere."""
    form = AccountForm()
    if not form.validate_on_submit():
        return page("admin/new_account.html", "main", 422, form=form)
    password = new_password()
    account = Account.open(
        login=form.login.data or "",
        name=form.name.data or "",
        title=form.title.data or "",
        role=form.role.data,
        unit=form.unit,
        password=password,
        by=viewer(),
    )
    db.session.commit()
    return page("admin/password.html", "main", account=account, password=password, is_new=True)


@bp.get("/accounts/<int:account_id>")
@requires(Permission.ACCOUNT_MANAGE)
def account(account_id: int) -> Response:
    account = load(account_id)
    return _account_page(account, RoleForm(obj=account))


@bp.post("/accounts/<int:account_id>/password")
@requires(Permission.ACCOUNT_MANAGE)
def reset_password(account_id: int) -> ResponseReturnValue:
    """Sent again by mistake it is stale: the password that was just handed over stays valid."""
    account, password = load(account_id), new_password()
    account.expect(_decided_on())
    account.set_password(password, viewer())
    db.session.commit()
    return page("admin/password.html", "main", account=account, password=password, is_new=False)


@bp.post("/accounts/<int:account_id>/disabling")
@requires(Permission.ACCOUNT_MANAGE)
def disable(account_id: int) -> ResponseReturnValue:
    account = load(account_id)
    account.expect(_decided_on())
    account.disable(viewer())
    db.session.commit()
    flash(f"{account.name}的账号已停用，已经登录的随即退出")
    return redirect(url_for(".account", account_id=account_id), 303)


@bp.post("/accounts/<int:account_id>/enabling")
@requires(Permission.ACCOUNT_MANAGE)
def enable(account_id: int) -> ResponseReturnValue:
    account = load(account_id)
    account.expect(_decided_on())
    account.enable(viewer())
    db.session.commit()
    flash(f"{account.name}的账号已恢复使用，原密码照旧")
    return redirect(url_for(".account", account_id=account_id), 303)


@bp.post("/accounts/<int:account_id>/role")
@requires(Permission.ACCOUNT_MANAGE)
def give_role(account_id: int) -> ResponseReturnValue:
    account, form = load(account_id), RoleForm()
    if not form.validate_on_submit():
        return _account_page(account, form, 422)
    account.expect(form.version.data)
    account.give_role(form.role.data, form.unit, viewer())
    db.session.commit()
    flash(f"{account.name}现在是{account.unit.name}的{account.role.label}，须重新登录")
    return redirect(url_for(".account", account_id=account_id), 303)


def _decided_on() -> int:
    return ChangeForm().version.data or 0


def _account_page(account: Account, form: RoleForm, status: int = 200) -> Response:
    return page("admin/account.html", "main", status, account=account, form=form)
