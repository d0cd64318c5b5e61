"""Live pages, in one process and as gunicorn serves them: both workers, both databases."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, suppress
from datetime import timedelta
from http.client import HTTPConnection, HTTPResponse
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.error import HTTPError

import pytest
from flask import Flask, g, render_template_string, request, url_for
from flask_wtf import CSRFProtect
from flask_wtf.csrf import generate_csrf
from sqlalchemy import Column, MetaData, Table, Text, insert, select, update

from blueprints import access, live
from blueprints.live import views, watcher
from blueprints.live.regions import REGIONS, region
from blueprints.live.views import REGIONS_PER_STREAM
from models import audit, clock  # noqa: F401  (its hook writes the topics)
from models.account import AuthSession, end_sessions
from models.base import db
from models.topic import Topic, publish

HERE = Path(__file__)
NOTE = Table("live_note", MetaData(), Column("key", Text, primary_key=True), Column("text", Text))
PAGE = """<main {{ live_connect("note.a", "note.b") }}>
{{ live_region("note", "a", class_="wide") }}{{ live_region("note", "b") }}</main>"""
trouble: list[Exception] = []


@region("note", topic=lambda key: f"note:{key}", admits=lambda viewer, key: viewer.may_see(key))
def note(key: str) -> str:
    if trouble:
        raise trouble.pop()
    text = db.session.scalar(select(NOTE.c.text).where(NOTE.c.key == key))
    return f"<p>{text}</p>\r\n<a href='{url_for('hello')}'>{g.get('secret', '')}</a>\n"


@region("leak", topic=lambda key: "leak", admits=lambda viewer, key: True)
def leak(key: str) -> str:
    return generate_csrf()


# Only while a test of this module runs: other tests ask every region that there is.
OURS = {name: REGIONS.pop(name) for name in ("note", "leak")}


@pytest.fixture(autouse=True)
def our_regions() -> Iterator[None]:
    REGIONS.update(OURS)
    yield
    for name in OURS:
        del REGIONS[name]


def create_app(uri: str, cap: int = 400) -> Flask:
    app = Flask("live_test")
    app.config.update(SECRET_KEY="x" * 16, SQLALCHEMY_DATABASE_URI=uri, STREAM_CAP=cap)
    db.init_app(app)
    CSRFProtect(app).exempt(write)
    access.login_manager.init_app(app)
    live.init_app(app)
    app.add_url_rule("/hello", "hello", lambda: "hello")
    app.add_url_rule("/page", "page", lambda: render_template_string(PAGE))
    app.add_url_rule("/write/<key>", "write", write, methods=["POST"])
    app.after_request(lambda reply: reply.headers.update({"X-Pid": str(os.getpid())}) or reply)
    return app


def served() -> Flask:
    """What gunicorn loads."""
    views.identity = stranger_or_session
    REGIONS.update(OURS)
    return create_app(os.environ["LIVE_TEST_DB"], int(os.environ["STREAM_CAP"]))


def stranger_or_session() -> Any:
    session = request.headers.get("X-Session", type=int)
    return SimpleNamespace(session_id=session, may_see=lambda key: key != "hidden")


def write(key: str) -> str:
    change(key, request.get_data(as_text=True), keep="undo" not in request.args)
    return "written"


def change(key: str, text: str, keep: bool = True) -> None:
    db.session.execute(update(NOTE).where(NOTE.c.key == key).values(text=text))
    publish(f"note:{key}")
    if keep:
        db.session.commit()
    else:
        db.session.flush()
        db.session.rollback()


def prepare(app: Flask) -> None:
    with app.app_context():
        db.create_all()
        NOTE.metadata.create_all(db.engine)
        db.session.execute(insert(NOTE), [{"key": key, "text": "old"} for key in "abc"])
        now = clock.now()
        db.session.add_all(
            AuthSession(id=n, token=str(n), started_at=now, expires_at=now + timedelta(hours=1))
            for n in range(1, 6)
        )
        db.session.commit()
        db.session.remove()
        db.engine.dispose()


def until(true: Callable[[], object], seconds: float = 20.0) -> float:
    """Wait until something is so; how long that took."""
    start = time.monotonic()
    while not true():
        assert time.monotonic() - start < seconds, "it did not happen in time"
        time.sleep(0.005)
    return time.monotonic() - start


# In one process


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    monkeypatch.setattr(views, "identity", stranger_or_session)
    app = create_app(f"sqlite:///{tmp_path}/live.db", cap=6)
    prepare(app)
    with ExitStack() as streams:
        app.extensions["streams"] = streams
        yield app
    trouble.clear()
    with app.app_context():
        db.engine.dispose()


def changed(app: Flask, *args: Any, **kwargs: Any) -> None:
    with app.app_context():
        change(*args, **kwargs)


def listen(app: Flask, on: str = "note.a", **headers: str) -> Iterator[bytes]:
    """The chunks of a stream, after the first, which only says when to come back."""
    reply = app.test_client().get("/live?on=" + on.replace(" ", "&on="), headers=headers)
    assert reply.status_code == 200
    app.extensions["streams"].enter_context(closing(reply))
    chunks = iter(reply.response)
    assert next(chunks).startswith(b"retry: ")
    return chunks


def test_the_page_the_event_and_the_poll_hold_the_same(app):
    page = app.test_client().get("/page").text
    html = app.test_client().get("/live/note/a").text
    event = next(listen(app))

    opening = (
        '<div id="live-note-a" sse-swap="note.a" data-poll="/live/note/a"'
        ' data-version="0" class="wide">'
    )
    assert f"{opening}{html}</div>" in page
    assert 'sse-connect="/live?on=note.a@0&amp;on=note.b@0"' in page
    lines = "".join(f"data: {line}\n" for line in html.split("\n"))
    assert event.decode() == f"id: note.a@0\nevent: note.a\n{lines}\n"


def test_a_region_shows_nothing_of_the_viewer_and_gives_him_back(app):
    app.before_request(lambda: setattr(g, "secret", "mine"))
    app.add_url_rule("/mine", "mine", lambda: render_template_string(PAGE + "{{ g.secret }}"))
    assert app.test_client().get("/mine").text.count("mine") == 1


def test_a_region_with_a_token_is_refused(app):
    app.testing = True
    with pytest.raises(RuntimeError, match="region leak"):
        app.test_client().get("/live/leak/all")


def test_links_have_the_prefix_under_which_the_page_was_asked_for(app):
    there = {"SCRIPT_NAME": "/open"}
    page = app.test_client().get("/page", environ_overrides=there).text
    assert 'data-poll="/open/live/note/a"' in page and "href='/open/hello'" in page
    assert "href='/hello'" in app.test_client().get("/live/note/a").text


def test_a_poll_answers_only_what_has_not_been_seen(app):
    changed(app, "a", "new")
    first = app.test_client().get("/live/note/a?seen=0")
    assert "new" in first.text and first.headers["X-Version"] == "1"
    assert first.headers["Cache-Control"] == "no-store"
    again = app.test_client().get("/live/note/a?seen=1")
    assert (again.status_code, again.text) == (204, "")


@pytest.mark.parametrize(
    "path",
    [
        "/live",
        "/live?on=note.hidden",
        "/live?on=note.a&on=note.hidden",
        "/live?on=other.a",
        "/live?on=note.a,b",
        "/live/note/hidden",
        "/live/other/a",
        "/live/note/a%0Ab",
        "/live?" + "&".join(f"on=note.{n}" for n in range(REGIONS_PER_STREAM + 1)),
    ],
)
def test_what_one_may_not_see_is_not_found(app, path):
    assert app.test_client().get(path).status_code == 404


def test_what_is_not_committed_is_shown_to_nobody_else(app):
    def change_and_think_again() -> str:
        db.session.execute(update(NOTE).values(text="rash"))
        publish("note:a")
        mine = render_template_string(PAGE)
        db.session.rollback()
        return mine

    app.add_url_rule("/rash", "rash", change_and_think_again)
    assert "rash" in app.test_client().get("/rash").text
    assert "old" in app.test_client().get("/live/note/a").text


def test_a_stream_goes_on_where_the_last_one_ended(app):
    changed(app, "b", "new")
    chunks = listen(app, "note.a@0 note.b@0", **{"Last-Event-ID": "note.a@0,note.b@1"})
    changed(app, "a", "newer")
    event = next(chunks)
    assert event.startswith(b"id: note.a@1,note.b@1\nevent: note.a\n") and b"newer" in event


def test_versions_that_nobody_gave_are_taken_for_unseen(app):
    assert b"old" in next(listen(app, "note.a@99"))
    assert b"old" in next(listen(app, "note.a@-1"))
    assert b"old" in next(listen(app, "note.a@²"))


def test_a_rendering_that_fails_is_tried_again(app, monkeypatch, caplog):
    monkeypatch.setattr(watcher, "RETRY_PAUSE", 0.1)
    chunks = listen(app, "note.a@0")
    trouble.append(ValueError("no luck"))
    changed(app, "a", "new")
    assert b"new" in next(chunks)
    assert "note.a could not be rendered" in caplog.text


def test_a_watcher_whose_database_fails_begins_anew(app, monkeypatch, caplog):
    monkeypatch.setattr(watcher, "RETRY_PAUSE", 0.1)
    chunks = listen(app, "note.a@0")
    monkeypatch.setattr(watcher, "live_sessions", lambda ids: 1 / 0)
    listen(app, "note.b@0", **{"X-Session": "1"})
    with app.app_context():
        end_sessions(AuthSession.id == 2)
        db.session.commit()
    until(lambda: "it begins anew" in caplog.text)
    monkeypatch.undo()
    changed(app, "a", "new")
    assert b"new" in next(chunks)


def test_a_stream_beats_while_nothing_happens(app, monkeypatch):
    monkeypatch.setattr(watcher, "HEARTBEAT", 0.05)
    assert next(listen(app, "note.a@0")) == watcher.BEAT


def test_above_the_cap_the_page_has_to_poll(app):
    for _ in range(6):
        listen(app)
    refused = app.test_client().get("/live?on=note.a")
    assert refused.status_code == 503 and refused.headers["Retry-After"]
    assert app.test_client().get("/live/note/a").status_code == 200


def test_streams_that_never_start_give_their_place_back(app, monkeypatch):
    for _ in range(8):
        assert app.test_client().head("/live?on=note.a").status_code == 200
    with monkeypatch.context() as broken:
        broken.setattr(watcher.Watcher, "_settle", lambda *args: 1 / 0)
        for _ in range(8):
            assert app.test_client().get("/live?on=note.a").status_code == 500
    listen(app)


def test_the_fifth_stream_of_a_session_ends_its_first(app):
    first, *others = [listen(app, "note.a@0", **{"X-Session": "1"}) for _ in range(5)]
    assert list(first) == [watcher.CROWDED]
    changed(app, "a", "new")
    assert all(b"new" in next(chunks) for chunks in others)


def test_a_stream_ends_when_its_session_expires(app, monkeypatch):
    monkeypatch.setattr(watcher, "LOOK_ANYWAY", 0.1)
    chunks = listen(app, "note.a@0", **{"X-Session": "1"})
    wall = listen(app, "note.a@0")
    with app.app_context():  # unnoticed by publish, as time is
        db.session.execute(update(AuthSession).values(expires_at=clock.now()))
        db.session.commit()
    assert list(chunks) == []
    changed(app, "a", "new")
    assert b"new" in next(wall)


def test_on_a_new_day_everything_is_sent_again(app, monkeypatch):
    monkeypatch.setattr(watcher, "LOOK_ANYWAY", 0.1)
    chunks = listen(app, "note.a@0")
    until(lambda: app.extensions["live"]._day)
    tomorrow = clock.today() + timedelta(days=1)
    monkeypatch.setattr(clock, "today", lambda: tomorrow)
    assert b"old" in next(chunks)


def test_an_older_database_makes_all_streams_begin_again(app):
    changed(app, "a", "new")
    chunks = listen(app, "note.a@1")
    until(lambda: app.extensions["live"]._versions.get("note:a") == 1)
    with app.app_context():
        db.session.execute(update(Topic).values(version=0))
        db.session.commit()
    assert list(chunks) == []


def test_the_watcher_leaves_after_the_last_stream(app, monkeypatch):
    monkeypatch.setattr(watcher, "LINGER", 0.1)
    chunks = listen(app, "note.a@0")
    thread = app.extensions["live"]._thread
    chunks.close()
    app.extensions["streams"].close()
    until(lambda: not thread.is_alive())
    listen(app)
    assert app.extensions["live"]._thread.is_alive()


def test_a_stream_opened_on_a_stopping_worker_ends_at_once(app, monkeypatch):
    worker = SimpleNamespace(alive=True)
    monkeypatch.setattr(live.hub, "_worker", worker)
    before = listen(app, "note.a@0")
    worker.alive = False
    assert list(before) == [] and list(listen(app)) == []


def test_a_name_is_given_to_one_region():
    with pytest.raises(ValueError):
        region("note", topic=str, admits=lambda viewer, key: True)
    with pytest.raises(ValueError):
        region("no.name", topic=str, admits=lambda viewer, key: True)
    assert REGIONS["note"].topic("a") == "note:a"


# As gunicorn serves it

CAP = 40  # of each worker


class Server:
    def __init__(self, uri: str, kind: str) -> None:
        self.uri = uri
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        settings = {
            "LIVE_TEST_DB": uri,
            "STREAM_CAP": str(CAP),
            "WEB_WORKER_CLASS": kind,
            "WEB_CONCURRENCY": "2",
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "PYTHONPATH": f"{HERE.parents[1]}:{HERE.parent}",
        }
        config = HERE.parents[1] / "gunicorn.conf.py"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", config, "test_live:served()"],
            env=os.environ | settings,
            stderr=subprocess.DEVNULL,
        )
        until(self.answers, 90)  # it shares the machine with other tests

    def answers(self) -> bool:
        try:
            return self.ask("/hello")[1] == "hello"
        except OSError:
            return False

    def ask(self, path: str, data: bytes | None = None) -> tuple[int, str]:
        try:
            url = f"http://127.0.0.1:{self.port}{path}"
            with urllib.request.urlopen(url, data, timeout=60) as reply:
                return reply.status, reply.read().decode()
        except HTTPError as error:
            with error:
                return error.code, ""

    def write(self, text: str, path: str = "/write/a") -> None:
        assert self.ask(path, text.encode())[0] == 200

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(30)


class Client(threading.Thread):
    """A browser's stream. It comes back with the last id, as an EventSource does."""

    def __init__(self, server: Server, path: str, session: int = 0, faithful: bool = False) -> None:
        super().__init__(daemon=True)
        self.server, self.path, self.session, self.faithful = server, path, session, faithful
        self.status, self.pid, self.text, self.last_id = 0, "", "", ""
        self.connection: socket.socket | None = None
        self.start()

    def run(self) -> None:
        while True:
            with suppress(OSError):
                self.once()
            if not self.faithful:
                return
            time.sleep(0.2)

    def once(self) -> None:
        head = f"GET {self.path} HTTP/1.0\r\nHost: t\r\nLast-Event-ID: {self.last_id}\r\n"
        if self.session:
            head += f"X-Session: {self.session}\r\n"
        self.connection = socket.create_connection(("127.0.0.1", self.server.port))
        with self.connection as connection:
            connection.sendall((head + "\r\n").encode())
            with connection.makefile(encoding="utf-8", newline="\n") as lines:
                self.status = int(lines.readline().split()[1])
                for line in lines:
                    if line.startswith("X-Pid: "):
                        self.pid = line.split()[1]
                    elif line.startswith("id: "):
                        self.last_id = line[4:].strip()
                    self.text += line

    def close(self) -> None:
        self.faithful = False
        if self.connection:
            with suppress(OSError):
                self.connection.shutdown(socket.SHUT_RDWR)


@pytest.fixture(scope="module")
def postgres_uri() -> Iterator[str]:
    spec = spec_from_file_location("live_postgres", HERE.with_name("postgres.py"))
    assert spec and spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    database = module.start()
    yield database.owner
    database.stop()


KINDS = ["gthread sqlite", "gevent postgres"]  # each kind of worker, each kind of database


@pytest.fixture(scope="module", params=KINDS)
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    kind, database = request.param.split()
    uri = f"sqlite:///{tmp_path_factory.mktemp('live')}/live.db"
    if database == "postgres":
        uri = request.getfixturevalue("postgres_uri")
    app = create_app(uri)
    if database == "postgres":
        with app.app_context():
            db.drop_all()
            NOTE.metadata.drop_all(db.engine)
    prepare(app)
    server = Server(uri, kind)
    yield server
    server.stop()


@pytest.fixture
def stream(server: Server) -> Iterator[Callable[..., Client]]:
    with ExitStack() as clients:

        def open_one(
            on: str = "note.a", session: int = 0, faithful: bool = False, refusable: bool = False
        ) -> Client:
            """Streams of the test before hold their places for a second or two more."""
            client = Client(server, f"/live?on={on}", session, faithful)
            clients.callback(client.close)
            until(lambda: "retry:" in client.text or client.status >= 400)
            if client.status == 200 or refusable:
                return client
            assert client.status == 503
            client.close()
            time.sleep(0.2)
            return open_one(on, session, faithful)

        yield open_one


def test_both_workers_show_a_change(server, stream):
    clients = [stream() for _ in range(6)]
    until(lambda: clients.append(stream()) or len({client.pid for client in clients}) == 2, 60)
    server.write("seen by all")
    until(lambda: all("seen by all" in client.text for client in clients))


@pytest.mark.parametrize("protocol", [10, 11])
def test_who_reads_slowly_gets_every_event_whole(server: Server, protocol: int) -> None:
    """What a socket does not take at once is sent on, and nothing comes between."""
    found: list[Any] = []
    reader = HTTPConnection("127.0.0.1", server.port)
    reader._http_vsn, reader._http_vsn_str = protocol, f"HTTP/1.{protocol - 10}"

    def listen() -> HTTPResponse | None:
        """None while streams of the test before hold all places."""
        reader.close()
        reader.sock = socket.socket()
        reader.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        reader.sock.connect(("127.0.0.1", server.port))
        reader.request("GET", "/live?on=note.c")
        answer = reader.getresponse()
        return answer if answer.status == 200 else None

    with closing(reader):
        until(lambda: found.append(listen()) or found[-1])
        lines = found[-1]
        assert b"retry:" in lines.readline()
        texts = [letter * 2_000_000 for letter in "klmnop"]
        for text in texts:
            server.write(text, "/write/c")
            time.sleep(0.3)  # longer than the pause between two pushes
        seen = []
        while texts[-1].encode() not in seen:
            line = lines.readline()
            if line.startswith(b"data: <p>"):
                seen.append(line.strip()[len("data: <p>") : -len("</p>")])
        assert set(seen) <= {b"old", *(text.encode() for text in texts)}


def test_of_a_burst_the_last_state_arrives_and_a_rollback_is_silent(server, stream):
    client = stream("note.b")
    for n in range(30):
        server.write(f"state {n}.", "/write/b")
    until(lambda: "state 29." in client.text)
    assert client.text.count("event: note.b") < 15
    server.write("never", "/write/b?undo")
    time.sleep(0.4)
    server.write("after", "/write/b")
    until(lambda: "after" in client.text)
    assert "never" not in client.text


def test_who_is_put_out_hears_no_more_within_five_seconds(server, stream):
    client, other, wall = stream(session=2), stream(session=3), stream()
    app = create_app(server.uri)
    with app.app_context():
        end_sessions(AuthSession.id == 2)
        db.session.commit()
        db.engine.dispose()
    assert until(lambda: not client.is_alive()) < 5
    server.write("secret")
    until(lambda: "secret" in wall.text and "secret" in other.text)
    assert "secret" not in client.text


def test_pages_are_served_while_all_streams_are_taken(server, stream):
    clients: list[Client] = []

    def full() -> bool:  # the streams of the tests before leave within a second or two
        # several at once: one that comes alone is taken by the quicker worker, full or not
        clients.extend(at_once.map(lambda _: stream(refusable=True), range(8)))
        return sum(client.status == 200 for client in clients) == 2 * CAP

    with ThreadPoolExecutor(8) as at_once:
        until(full, 60)
    until(lambda: stream(refusable=True).status == 503)
    assert server.ask("/page")[0] == 200
    assert server.ask("/live/note/a")[0] == 200
    for client in clients[::4]:  # of both workers
        client.close()
    has_room = until(lambda: stream(refusable=True).status == 200)
    assert has_room < watcher.HEARTBEAT  # the beats after it would tell as well


def test_a_reload_loses_nothing_and_a_stop_is_swift(server, stream):
    clients = [stream(faithful=True) for _ in range(20)]
    before = {client.pid for client in clients}
    server.process.send_signal(signal.SIGHUP)
    for n in range(20):
        server.write(f"during {n}.")
        time.sleep(0.1)
    until(lambda: all("during 19." in client.text for client in clients))
    until(lambda: not before & {client.pid for client in clients})
    server.process.terminate()
    assert server.process.wait(20) == 0  # killed, it would not answer 0
