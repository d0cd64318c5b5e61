"""Access is declared on each view and enforced once, for all of them."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user, login_user, logout_user

from blueprints.pages import TABLET, came_from, is_htmx, typed
from models import GRANTS, AuthSession, Identity, Permission, Principal, Role, clock
from models.account import SESSIONS
from models.present import Remembered, present_versions

View = TypeVar("View", bound=Callable[..., Any])

ACCESS: dict[Callable[..., Any], frozenset[Permission] | None] = {}
login_manager = LoginManager()
login_manager.session_protection = None  # our sessions are rows that can be ended


class Stranger(Principal):
    """Whoever is not signed in."""

    is_authenticated = False
    is_anonymous = True
    is_active = False
    role = None
    actor = "stranger"

    def may(self, permission: Permission) -> bool:
        return False


login_manager.anonymous_user = Stranger


def requires(*permissions: Permission) -> Callable[[View], View]:
    """Declare that a view is for those whose role grants any of `permissions`."""

    def declare(view: View) -> View:
        ACCESS[view] = frozenset(permissions)
        return view

    return declare


def public(view: View) -> View:
    """Declare that a view is for everyone, signed in or not."""
    ACCESS[view] = None
    return view


signed_in = requires(*Permission)  # every role grants something
staff = requires(*(set(Permission) - GRANTS[Role.REPRESENTATIVE]))


def viewer() -> Any:
    """The signed-in `Account` or `Card`, or a `Stranger`; a view's permission tells which."""
    return current_user._get_current_object()


REMEMBERED = 4096  # sessions whose identity a process keeps


def identity() -> Identity | None:
    """Whose request this is, mostly from memory: asked for each one, and by every stream."""
    if "identity" not in g:
        token = session.get("_user_id")  # where flask-login keeps what `load` is given
        g.identity = _recognised(token) if token else None
    found: Identity | None = g.identity
    return found


def _recognised(token: str) -> Identity | None:
    kept: Remembered[Identity | None] = current_app.extensions["identities"]
    g.sessions = present_versions([SESSIONS])
    found = kept.get(token, (SESSIONS,), lambda: Identity.of(token), g.sessions)
    return found if found is not None and found.expires_at > clock.now() else None


def admits(needed: frozenset[Permission] | None) -> bool:
    if needed is None:
        return True
    who = identity()
    return who is not None and any(who.may(permission) for permission in needed)


def enforce() -> ResponseReturnValue | None:
    endpoint = request.endpoint
    if endpoint is None or admits(ACCESS[current_app.view_functions[endpoint]]):
        return None
    if identity() is not None:
        abort(403)
    if typed():  # the session ended meanwhile: show what was written, do not drop it
        abort(401)
    target = url_for("account.login", next=came_from())
    if is_htmx():  # a whole page, not a login form inside a fragment
        return "", 401, {"HX-Redirect": target}
    return redirect(target, 303)


@login_manager.user_loader
def load(token: str) -> Principal | None:
    principal = AuthSession.principal(token)
    if principal is not None:
        cast(Any, principal).get_id = lambda: token  # what the cookie holds
    return principal


def login(token: str) -> None:
    """Start afresh as the owner of `token`: nothing of whoever used the device before remains."""
    _forget()
    principal: Any = load(token)
    login_user(principal)
    if principal.role is Role.REPRESENTATIVE:
        session["layout"] = TABLET


def logout() -> None:
    logout_user()
    _forget()


def _forget() -> None:
    session.clear()
    g.pop("identity", None)
    g.pop("csrf_token", None)  # flask-wtf keeps the old session's token for the request


def init_app(app: Flask) -> None:
    """Call last: it refuses to start while any view has no declaration."""
    app.extensions["identities"] = Remembered(REMEMBERED)
    login_manager.init_app(app, add_context_processor=False)  # it would load the viewer each time
    public(app.view_functions["static"])
    missing = [name for name, view in app.view_functions.items() if view not in ACCESS]
    if missing:
        raise RuntimeError(f"views without @requires or @public: {missing}")
    app.before_request(enforce)
