"""Every route, every role: what is declared, approved and enforced is one thing.

`python -m tests.test_access --write` renews access.txt; what changed in it is to be approved.
"""

import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule, UUIDConverter

from app import create_app
from blueprints.access import ACCESS, requires
from blueprints.intake import Number
from models import GRANTS, Permission, Role, db
from tests.conftest import HTMX, on_sqlite, person, post, settings

APPROVED = Path(__file__).with_name("access.txt")
MADE_UP = {Number: 1, UUIDConverter: UUID(int=0)}


class Route(NamedTuple):
    path: str
    method: str
    url: str
    needed: frozenset[Permission] | None
    is_exempt: bool  # from the CSRF token: it brings a credential of its own

    @property
    def admitted(self) -> list[str]:
        if self.needed is None:
            return ["slip"] if self.is_exempt else ["everyone"]
        roles = [role.value for role in Role if GRANTS[role] & self.needed]
        return ["signed-in"] if len(roles) == len(Role) else roles

    @property
    def line(self) -> str:
        return f"{self.method:7}{self.path:50} {' '.join(self.admitted)}"


def made_up(rule: Rule) -> dict[str, object]:
    """Arguments that fit the route and belong to nothing."""
    values: dict[str, object] = {}
    for name in rule.arguments:
        converter = rule._converters[name]
        choices = sorted(getattr(converter, "items", ()))  # <any(…):…>
        values[name] = choices[0] if choices else MADE_UP.get(type(converter), "none")
    return values


def every_route() -> Iterator[Route]:
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(settings(Path(folder)))
        urls = app.url_map.bind("localhost")
        for rule in app.url_map.iter_rules():
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                url = urls.build(rule.endpoint, made_up(rule), method)
                view = app.view_functions[rule.endpoint]
                exempt = (
                    f"{view.__module__}.{view.__name__}" in app.extensions["csrf"]._exempt_views
                )
                yield Route(rule.rule, method, url, ACCESS[view], exempt)


ROUTES = sorted(every_route())


def test_the_matrix_is_the_approved_one() -> None:
    lines = [route.line for route in ROUTES]
    assert lines == APPROVED.read_text("utf-8").splitlines(), "python -m tests.test_access --write"


def test_two_views_alone_do_without_the_token_of_their_page() -> None:
    """They have a slip instead: tests/test_submissions.py says what that opens, and what not."""
    exempt = [route.path for route in ROUTES if route.is_exempt]
    assert exempt == ["/ballots/<int:evaluation_id>", "/submissions"]


@on_sqlite  # who may come in is decided by the role alone, before any rule
@pytest.mark.parametrize("role", [None, *Role], ids=lambda role: role.value if role else "stranger")
def test_the_server_enforces_it(
    client_as: Callable[[Role | None], FlaskClient], role: Role | None
) -> None:
    client, wrong = client_as(role), []
    for route in ROUTES:
        if route.path == "/logout":  # would end the session for the routes after it
            continue
        answer = client.get(route.url) if route.method == "GET" else post(client, route.url)
        if route.needed is None or (role and GRANTS[role] & route.needed):
            right = answer.status_code not in {401, 403} and not sent_to_sign_in(answer.location)
        elif role is None:
            right = sent_to_sign_in(answer.location)
        else:
            right = answer.status_code == 403
        if not right or answer.status_code >= 500:
            wrong.append((route.method, route.url, answer.status_code, answer.location))
    assert not wrong


def sent_to_sign_in(location: str | None) -> bool:
    return (location or "").startswith("/login?next=")


@on_sqlite  # the token is looked at before the database
@pytest.mark.parametrize("route", [r for r in ROUTES if r.method != "GET"], ids=lambda r: r.path)
def test_nothing_changes_without_the_token_of_ones_own_page(
    client_as: Callable[[Role | None], FlaskClient], route: Route
) -> None:
    client = client_as(next((r for r in Role if route.needed and GRANTS[r] & route.needed), None))
    foreign = client_as(None).get("/token").text
    for data in ({}, {"csrf_token": "x"}, {"csrf_token": foreign}):
        assert client.open(route.url, method=route.method, data=data).status_code == 400


def test_a_lost_session_sends_htmx_to_the_sign_in_page_and_back(
    client_as: Callable[[Role | None], FlaskClient],
) -> None:
    headers = {**HTMX, "HX-Current-URL": "http://localhost/board?unit=3"}
    answer = client_as(None).get("/password", headers=headers)
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/login?next=/board?unit%3D3"


def test_what_was_written_into_an_expired_page_is_shown_and_not_dropped(
    client_as: Callable[[Role | None], FlaskClient],
) -> None:
    answer = post(client_as(None), "/password", {"note": "村口那一段没有路灯"})
    assert answer.status_code == 401
    assert "村口那一段没有路灯" in answer.text and "重新登录" in answer.text


def test_a_disabled_account_is_out_at_once(
    app: Flask, client_as: Callable[[Role | None], FlaskClient]
) -> None:
    client = client_as(Role.SUPERVISOR)
    assert client.get("/password").status_code == 200
    with app.app_context():
        person(Role.SUPERVISOR).disable(by="system")
        db.session.commit()
    assert sent_to_sign_in(client.get("/password").location)


def test_an_undeclared_view_stops_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(ACCESS, next(view for view in ACCESS if view.__name__ == "change_password"))
    with pytest.raises(RuntimeError, match="account.change_password"):
        create_app(settings(tmp_path))


def test_any_of_several_permissions_opens_a_view(monkeypatch: pytest.MonkeyPatch) -> None:
    def view() -> None: ...

    monkeypatch.setitem(ACCESS, view, None)
    requires(Permission.GATE_SIGN, Permission.AUDIT_READ)(view)
    route = Route("/", "GET", "/", ACCESS[view], False)
    assert route.admitted == ["supervisor", "discipline", "administrator"]


def write() -> None:
    APPROVED.write_text("".join(f"{route.line.rstrip()}\n" for route in ROUTES), "utf-8")


if __name__ == "__main__":
    if sys.argv[1:] != ["--write"]:
        raise SystemExit("usage: python -m tests.test_access --write")
    write()
