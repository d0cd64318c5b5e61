"""Runs what was built beside PostgreSQL and nginx, in a network of its own, and uses it.

`python -m tests.image.serve IMAGE BESIDE`: two roots; to be called in namespaces of its own.
"""

import base64
import http.cookiejar
import os
import re
import secrets
import shlex
import signal
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request
import uuid
from ipaddress import ip_network
from pathlib import Path
from typing import Any

from bench.live.screens import Page
from models.demo import PASSWORD, digits
from tests.image import compose, dockerfile
from tests.image.root import PATH, Root
from tests.image.standins import Container, Database, give_address, processes

ROOT = Path(__file__).parents[2]
SITE = "http://127.0.0.1"
PATIENCE = 120  # seconds, on a machine that does other things as well


def proved(words: str) -> None:
    print(f"✓ {words}", flush=True)


def check(holds: object, words: str, shown: object = "") -> None:
    if not holds:
        sys.exit(f"✗ {words}\n{shown}")
    proved(words)


def until(holds: Any, what: str) -> float:
    began = time.monotonic()
    while not holds():
        if time.monotonic() - began > PATIENCE:
            sys.exit(f"✗ not within {PATIENCE} s: {what}")
        time.sleep(0.1)
    return time.monotonic() - began


class Person:
    """A browser without scripts."""

    def __init__(self) -> None:
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(self.jar)
        )

    def open(self, path: str, form: dict[str, str] | None = None) -> Any:
        data = urllib.parse.urlencode(form).encode() if form is not None else None
        headers = {} if data is None else {"Origin": SITE}  # as a browser says with every POST
        asked = urllib.request.Request(SITE + path, data, headers)
        return self.opener.open(asked, timeout=PATIENCE)

    def see(self, path: str) -> str:
        text: str = self.open(path).read().decode()
        return text

    def enter(self, path: str, **form: str) -> str:
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.see("/login"))
        assert token, "no token on the page for signing in"
        answer = self.open(path, {**form, "csrf_token": token[1]})
        url: str = answer.url
        return url


def ask_through_nginx(organiser: Person, representative: Person) -> None:
    """The console's stream gets a question while it goes on being open."""
    console = Page.read(organiser.see("/console"))
    tablet = Page.read(representative.see("/"))
    stream = organiser.open(console.stream)
    check(
        stream.headers["Content-Type"].startswith("text/event-stream"),
        "a live page's stream opens through nginx",
    )
    heard: list[tuple[float, bytes]] = []
    words = f"桥什么时候修好？{secrets.token_hex(4)}"

    def listen() -> None:
        for line in stream:
            heard.append((time.monotonic(), line))

    threading.Thread(target=listen, daemon=True).start()
    time.sleep(1)
    form = {
        **tablet.fields,
        "client_id": str(uuid.uuid4()),
        "kind": "question",
        "text": words,
        "unit_id": "",
        "person": "",
        "csrf_token": tablet.token,
    }
    began = time.monotonic()
    representative.open("/submissions", form)
    acknowledged = time.monotonic()
    until(
        lambda: any(words.encode() in line for _, line in list(heard)), "the question on the stream"
    )
    at = next(at for at, line in heard if words.encode() in line)
    proved(
        f"a question asked through nginx is on the open stream {at - began:.2f} s after it was sent"
        f" (answered in {acknowledged - began:.2f} s): nothing buffers"
    )


def main(image: Root, beside: Root) -> None:
    work = image.folder.parent
    stage = dockerfile.read((ROOT / "Dockerfile").read_text())[-1]
    given = {
        name: secrets.token_hex(24)
        for name in ("SECRET_KEY", "POSTGRES_PASSWORD", "OWNER_PASSWORD", "APP_PASSWORD")
    }
    given["DATA_KEY"] = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
    services = compose.read(ROOT / "compose.yaml", given)["services"]
    demo = compose.read(ROOT / "compose.yaml", given | {"KAIMEN_ENV": "demo"})["services"]
    network = ip_network(services["app"]["environment"]["TRUSTED_PROXIES"])
    give_address("lo", "127.0.0.1")
    give_address("lo:1", str(network[3]))
    for root in (image, beside):
        (root / "etc/hosts").write_text(f"127.0.0.1 localhost db\n{network[3]} app\n")

    database = Database(beside, services["db"])
    database.start()
    proved("PostgreSQL made its roles with compose's script and passes compose's health check")
    try:
        run(Container(image, stage, work / "volume"), beside, database, services, demo, work)
    finally:
        database.stop()


def run(
    box: Container, beside: Root, database: Database, services: Any, demo: Any, work: Path
) -> None:
    app_env = compose.environment(demo["app"])
    before = box.run(["flask", "prepare"], compose.environment(services["app"]))
    check(
        before.returncode != 0 and "permission denied" in before.stdout,
        "the application's role cannot make tables",
        before.stdout,
    )
    check(not box.is_healthy(app_env), "HEALTHCHECK fails while nothing runs")
    prepare = services["prepare"]["command"]
    done = box.run(prepare, compose.environment(services["prepare"]))
    check(
        done.returncode == 0 and "create-admin" in done.stdout,
        "prepare migrates an empty database for production, as the owner",
        done.stdout,
    )
    done = box.run(prepare, compose.environment(demo["prepare"]))
    check(done.returncode == 0, "prepare loads the demo, as the owner", done.stdout)
    said = done.stdout
    owners = database.ask("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'")
    check(owners == "kaimen_owner", "all tables belong to the owner", owners)
    for words in (["flask", "check"], ["flask", "audit", "verify"], ["flask", "briefing", "1"]):
        done = box.run(words, app_env)
        check(done.returncode == 0, f"{' '.join(words)}, as the application", done.stdout)
    done = box.run(
        ["sh", "-c", "touch /srv/kaimen/x; touch /opt/kaimen/x; touch /data/x && rm /data/x"],
        app_env,
    )
    check(
        done.returncode == 0 and done.stdout.count("Read-only file system") == 2,
        "files of the image cannot be written, the volume can",
        done.stdout,
    )
    done = box.run(["fc-match", "Noto Serif CJK SC:lang=zh-cn", "family"], app_env)
    check("Noto Serif CJK SC" in done.stdout, "the papers' font is there", done.stdout)

    log = work / "app.log"
    process = box.start(app_env, log)
    try:
        taken = until(
            lambda: box.is_healthy(app_env) or process.poll() is not None, "the app is ready"
        )
        check(
            process.poll() is None,
            f"the app starts ({shlex.join(box.stage.last('CMD').words)}) and HEALTHCHECK "
            f"passes after {taken:.1f} s",
            log.read_text(),
        )
        uids = {
            line.split()[1]
            for pid in processes(process.pid)
            for line in Path(f"/proc/{pid}/status").read_text().splitlines()
            if line.startswith("Uid:")
        }
        check(
            uids == {str(box.stage.user[0])}, f"all its processes run as {box.stage.user[0]}", uids
        )
        through_nginx(beside, said)
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        code = process.wait(PATIENCE)
        check(
            code == 0,
            f"SIGTERM ends it in {time.monotonic() - began:.1f} s with a stream open, exit 0",
            log.read_text(),
        )
        check("Traceback" not in log.read_text(), "its log holds no error", log.read_text())
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)


def through_nginx(beside: Root, said: str) -> None:
    (beside / "etc/nginx/nginx.conf").write_bytes((ROOT / "deploy/nginx.conf").read_bytes())
    beside.must(["nginx", "-t"])
    nginx = subprocess.Popen(
        beside.command(["nginx", "-g", "daemon off;"], None, "/"), env={"PATH": PATH}
    )
    try:

        def answers() -> bool:
            try:
                return Person().open("/healthz").status == 200
            except OSError:
                return False

        until(answers, "nginx in front of the app")
        proved("nginx takes the repository's configuration and reaches the app")
        organiser, representative = Person(), Person()
        login = said.split("组织员")[0].split()[-1]
        url = organiser.enter("/login", login=login, password=PASSWORD)
        check("/login" not in url, f"{login} signs in through nginx", url)
        url = representative.enter("/card", code=digits(2, 1))
        check("/card" not in url, "a representative comes in with a card through nginx", url)
        ask_through_nginx(organiser, representative)
        sheet = re.search(r'href="(/styles/[^"]+)"', organiser.see("/"))
        assert sheet, "no style sheet on the start page"
        asked = urllib.request.Request(SITE + sheet[1], headers={"Accept-Encoding": "gzip"})
        answer = organiser.opener.open(asked)
        check(
            answer.headers["Content-Encoding"] == "gzip"
            and "immutable" in answer.headers["Cache-Control"],
            "style sheets come compressed and to be kept",
            answer.headers,
        )
    finally:
        nginx.terminate()
        nginx.wait(PATIENCE)


if __name__ == "__main__":
    main(Root(Path(sys.argv[1])), Root(Path(sys.argv[2])))
