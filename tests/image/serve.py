"""Runs what was built beside PostgreSQL and nginx, in a network of its own, and uses it.

`python -m tests.image.serve IMAGE BESIDE`: two roots; to be called in namespaces of its own.
"""

import base64
import fcntl
import http.cookiejar
import os
import re
import secrets
import shlex
import signal
import socket
import struct
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
from tests.image.dockerfile import Stage
from tests.image.root import PATH, Root, mount

ROOT = Path(__file__).parents[2]
SITE = "http://127.0.0.1"
SIOCSIFADDR, SIOCSIFFLAGS, IFF_UP = 0x8916, 0x8914, 1
PATIENCE = 60  # seconds, on a machine that does other things as well


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


def give_address(name: str, address: str) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        place = struct.pack("16sH2x4s8x", name.encode(), socket.AF_INET, socket.inet_aton(address))
        fcntl.ioctl(any_socket, SIOCSIFADDR, place)
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sH14x", name.encode(), IFF_UP))


# ---- beside the app -----------------------------------------------------------------------------


class Database:
    """Debian's PostgreSQL, taken through what the engine's image does with an empty volume."""

    def __init__(self, root: Root, service: dict[str, Any]) -> None:
        self.root, self.service = root, service
        programs = sorted((root / "usr/lib/postgresql").glob("*/bin"))[-1]
        inside = "/" + str(programs.relative_to(root.folder))
        self.env = compose.environment(service) | {"PATH": f"{inside}:{PATH}", "LANG": "C.UTF-8"}
        told = root.must(["id", "-u", "postgres"]), root.must(["id", "-g", "postgres"])
        self.user = int(told[0]), int(told[1])
        self.data = "/var/lib/postgresql/data"

    def _do(self, *words: str) -> str:
        return self.root.must(
            words, env=self.env, user=self.user, stdout=subprocess.DEVNULL, stderr=None
        )

    def _control(self, word: str, options: str = "") -> None:
        self._do("pg_ctl", "-D", self.data, "-s", "-w", "-l", "/tmp/pg.log", "-o", options, word)

    def start(self) -> None:
        script = next(v.split(":") for v in self.service["volumes"] if "initdb.d" in v)
        inside = self.root / script[1]
        inside.parent.mkdir(parents=True, exist_ok=True)
        inside.write_bytes((ROOT / script[0]).read_bytes())
        inside.chmod((ROOT / script[0]).stat().st_mode)
        (self.root / "run/postgresql").mkdir(parents=True, exist_ok=True)
        os.chown(self.root / "run/postgresql", *self.user)
        self._do(
            "initdb",
            "-D",
            self.data,
            "-U",
            "postgres",
            "--auth-local=trust",
            "--auth-host=scram-sha-256",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "--no-instructions",
        )
        self._control("start", "-c listen_addresses=")
        self._do(script[1])
        self._control("stop")
        self._control("start", "-c listen_addresses=127.0.0.1")
        self._do(*self.service["healthcheck"]["test"][1:])

    def ask(self, sql: str) -> str:
        words = ["psql", "-X", "-At", "-U", "postgres", "-d", "kaimen", "-c", sql]
        return self.root.must(words, env=self.env, user=self.user).strip()

    def stop(self) -> None:
        self._control("stop")


# ---- the app as an engine would run it ----------------------------------------------------------


class Container:
    """The image with its file system read-only, /tmp in memory, a volume, and no root."""

    def __init__(self, root: Root, stage: Stage, volume: Path) -> None:
        self.stage = stage
        run = volume.parent / "read-only"
        run.mkdir()
        mount("--bind", root.folder, run)
        self.root = Root(run)
        for path in ("/proc", "/dev"):
            self.root.lend(path)
        mount("-t", "tmpfs", "tmpfs", run / "tmp")
        place = stage.last("VOLUME").rest
        if not volume.exists():  # an empty volume takes over the image's folder, owner included
            subprocess.run(["cp", "--archive", root / place, volume], check=True)
        mount("--bind", volume, self.root / place)
        mount("-o", "remount,bind,ro", run)

    def _what(self, words: list[str], env: dict[str, str]) -> dict[str, Any]:
        folder = self.stage.last("WORKDIR").rest
        return {
            "args": self.root.command(words, self.stage.user, folder),
            "env": self.stage.environment | env,
        }

    def run(self, words: list[str], env: dict[str, str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            **self._what(words, env),
            check=False,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )

    def start(self, env: dict[str, str], log: Path) -> subprocess.Popen[bytes]:
        with log.open("wb") as output:
            return subprocess.Popen(
                **self._what(self.stage.last("CMD").words, env),
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def is_healthy(self, env: dict[str, str]) -> bool:
        test = self.stage.last("HEALTHCHECK").rest.partition("CMD ")[2]
        return self.run(dockerfile.Step("CMD", {}, test).words, env).returncode == 0


class Person:
    """A browser without scripts."""

    def __init__(self) -> None:
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(self.jar)
        )

    def open(self, path: str, form: dict[str, str] | None = None) -> Any:
        data = urllib.parse.urlencode(form).encode() if form is not None else None
        return self.opener.open(SITE + path, data, timeout=PATIENCE)

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


def processes(leader: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(stat[3]) == leader:
                found.append(int(entry.name))
    return found


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
