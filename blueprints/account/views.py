"""Signing in with a password or a card, signing out, changing one's password."""

import secrets

from flask import Blueprint, Response, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf
from itsdangerous import BadSignature, URLSafeSerializer

from blueprints import access
from blueprints.access import public, signed_in, staff, viewer
from blueprints.account.forms import CardForm, LoginForm, PasswordForm
from blueprints.pages import local, page
from models import db, end_session

bp = Blueprint("account", __name__)
DEVICE = "device"


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt=DEVICE)


def device() -> str:
    """Which device this is; empty for one that keeps no cookie of ours."""
    try:
        return str(_signer().loads(request.cookies.get(DEVICE, "")))
    except BadSignature:
        return ""


def _known(response: Response) -> Response:
    """Mark the device, so that wrong cards are counted for it and not for the whole room."""
    if not device():
        response.set_cookie(
            DEVICE,
            str(_signer().dumps(secrets.token_urlsafe(12))),
            max_age=365 * 86400,
            httponly=True,
            samesite="Lax",
            secure=request.is_secure,
        )
    return response


def _admit(token: str) -> ResponseReturnValue:
    """Let the new one in; whoever was signed in on this device is signed out."""
    if viewer().is_authenticated:
        end_session(viewer())
    db.session.commit()
    access.login(token)
    return redirect(local(request.args.get("next")) or url_for("home.start"), 303)


@bp.get("/login")
@public
def login() -> ResponseReturnValue:
    if viewer().is_authenticated:
        return redirect(local(request.args.get("next")) or url_for("home.start"))
    return _known(page("account/login.html", "main", form=LoginForm(), card=CardForm()))


@bp.post("/login")
@public
def sign_in() -> ResponseReturnValue:
    form = LoginForm()
    if form.validate_on_submit():
        token = form.token(request.remote_addr or "")
        db.session.commit()  # a failure is noted, too
        if token:
            return _admit(token)
    return page("account/login.html", "main", 422, form=form, card=CardForm(formdata=None))


@bp.get("/card")
@public
def card() -> Response:
    """What the QR on a card opens. The digits stand after the #, which no server ever sees."""
    return _known(page("account/card.html", "main", card=CardForm()))


@bp.post("/card")
@public
def enter() -> ResponseReturnValue:
    form = CardForm()
    if form.validate_on_submit():
        token = form.token(request.remote_addr or "", device())
        db.session.commit()  # a failure is noted, too
        if token:
            return _admit(token)
    return page("account/card.html", "main", 422, card=form)


@bp.post("/logout")
@signed_in
def logout() -> ResponseReturnValue:
    end_session(viewer())
    db.session.commit()
    access.logout()
    handed_on = request.args.get("to") == "card"  # 换人
    return redirect(url_for(".card" if handed_on else ".login"), 303)


@bp.get("/password")
@staff
def password() -> Response:
    return page("account/password.html", "main", form=PasswordForm())


@bp.post("/password")
@staff
def change_password() -> ResponseReturnValue:
    form = PasswordForm()
    if form.validate_on_submit():
        token = form.token(viewer(), request.remote_addr or "")
        db.session.commit()  # a failure is noted, too
        if token:
            access.login(token)
            flash("密码已修改，其他设备上的登录已全部退出")
            return redirect(url_for(".password"), 303)
    return page("account/password.html", "main", 422, form=form)


@bp.get("/token")
@public
def token() -> ResponseReturnValue:
    """A fresh CSRF token for a page whose session ended and was begun anew in another tab."""
    return generate_csrf(), 200, {"Content-Type": "text/plain; charset=utf-8"}
