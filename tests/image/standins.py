"""What stands in for an engine: an address, a database from an empty volume, and a container."""

import fcntl
import os
import socket
import struct
import subprocess
from pathlib import Path
from typing import Any

from tests.image import compose, dockerfile
from tests.image.dockerfile import Stage
from tests.image.root import PATH, Root, mount

ROOT = Path(__file__).parents[2]
SIOCSIFADDR, SIOCSIFFLAGS, IFF_UP = 0x8916, 0x8914, 1


def give_address(name: str, address: str) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        place = struct.pack("16sH2x4s8x", name.encode(), socket.AF_INET, socket.inet_aton(address))
        fcntl.ioctl(any_socket, SIOCSIFADDR, place)
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sH14x", name.encode(), IFF_UP))


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
