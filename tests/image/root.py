"""Plain Debian roots: made by debootstrap, entered by chroot.

What this machine says of mirrors, certificates and proxies is lent to a root while a step runs in
it, and lies neither in the repository nor in what comes out.
"""

import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
CHROOT = shutil.which("chroot") or "/usr/sbin/chroot"
LENT = ("/proc", "/dev")
PIP = ("index-url", "extra-index-url", "find-links", "trusted-host", "proxy", "timeout", "cert")
PROXIES = ("http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")
ACQUIRE = re.compile(r"Acquire::(Check-|Retries|https?::|ForceIPv).* \".+\";")


class Root:
    """A folder that commands see as their whole machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __truediv__(self, path: str) -> Path:
        return self.folder / path.lstrip("/")

    def copy(self, folder: Path) -> "Root":
        subprocess.run(["cp", "--archive", self.folder, folder], check=True)
        return Root(folder)

    def lend(self, path: str, writable: bool = True, where: str = "") -> None:
        """Show a file or folder of the machine inside, until the mount namespace ends."""
        target = self / (where or path)
        if Path(path).is_dir():
            target.mkdir(parents=True, exist_ok=True)
        elif not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.touch()
        mount("--rbind", path, target)
        if not writable:
            mount("-o", "remount,bind,ro", target)

    def command(self, words: Sequence[str], user: tuple[int, int] | None, folder: str) -> list[str]:
        who = [f"--userspec={user[0]}:{user[1]}", "--groups="] if user else []
        return [
            CHROOT,  # which the PATH inside need not know
            *who,
            str(self.folder),
            "/bin/sh",
            "-c",
            f'cd {folder} && exec "$@"',
            "sh",
            *words,
        ]

    def run(
        self,
        words: Sequence[str],
        env: dict[str, str] | None = None,
        user: tuple[int, int] | None = None,
        folder: str = "/",
        **more: Any,
    ) -> subprocess.CompletedProcess[str]:
        more = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True} | more
        return subprocess.run(
            self.command(words, user, folder), env={"PATH": PATH} | (env or {}), check=False, **more
        )

    def must(self, words: Sequence[str], **more: Any) -> str:
        done = self.run(words, **more)
        if done.returncode:
            sys.exit(
                f"{' '.join(words)[:200]}: exit {done.returncode}\n{(done.stdout or '')[-4000:]}"
            )
        return done.stdout or ""


def mount(*words: str | Path) -> None:
    subprocess.run(["mount", *words], check=True)


def debian(suite: str, packages: Sequence[str], folder: Path) -> Root:
    """A root with nothing but Debian's minimum and these packages."""
    if not shutil.which("debootstrap"):
        subprocess.run(["apt-get", "update", "-qq"], check=True)
        subprocess.run(
            ["apt-get", "install", "-qq", "-y", "debootstrap"],
            check=True,
            stdout=subprocess.DEVNULL,
        )
    mirror, security = sources()
    made = subprocess.run(
        [
            "debootstrap",
            "--variant=minbase",
            f"--include={','.join(packages)}",
            suite,
            folder,
            mirror,
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        sys.exit(
            f"debootstrap {suite}: exit {made.returncode}\n{(made.stdout + made.stderr)[-4000:]}"
        )
    root = Root(folder)
    lines = [f"deb {mirror} {suite} main", f"deb {mirror} {suite}-updates main"]
    if security:
        lines.append(f"deb {security} {suite}-security main")
    (root / "etc/apt/sources.list").write_text("\n".join(lines) + "\n")
    told = subprocess.run(["apt-config", "dump"], capture_output=True, text=True, check=True).stdout
    settings = [line for line in told.splitlines() if ACQUIRE.fullmatch(line)]
    (root / "etc/apt/apt.conf.d/90machine").write_text("\n".join(settings) + "\n")
    for lent in LENT:
        root.lend(lent)
    return root


def sources() -> tuple[str, str]:
    """Where this machine gets Debian and its security updates from."""
    release = platform.freedesktop_os_release()["VERSION_CODENAME"]
    found: dict[str, str] = {}
    for file in [Path("/etc/apt/sources.list"), *Path("/etc/apt/sources.list.d").glob("*")]:
        text = file.read_text() if file.exists() else ""
        for line in re.findall(r"(?m)^deb\s+(?:\[[^]]*\]\s+)?(\S+)\s+(\S+)", text):
            found.setdefault(line[1], line[0])
        for block in text.split("\n\n"):
            fields = dict(re.findall(r"(?m)^([\w-]+):\s*(.+)$", block))
            for suite in fields.get("Suites", "").split():
                found.setdefault(suite, fields["URIs"].split()[0])
    if release not in found:
        sys.exit(f"/etc/apt names no source of Debian {release}")
    return found[release], found.get(f"{release}-security", "")


def mirrors(root: Root) -> dict[str, str]:
    """pip's settings of this machine for a step in `root`; local folders among them are lent."""
    told = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    ).stdout
    told += subprocess.run(
        ["python3", "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    ).stdout
    env = {name: os.environ[name] for name in PROXIES if name in os.environ}
    for name, value in re.findall(r"(?m)^[\w:]*\.([\w-]+)='(.*)'$", told):
        if name in PIP:
            env["PIP_" + name.upper().replace("-", "_")] = value
    for value in list(env.values()):
        for path in re.findall(r"(?:file://|(?<!\S))(/\S+)", value):
            place = Path(path)
            if place.name == "simple":  # an index of files: its links lead to the folder beside
                place = place.parent
            if place.exists() and place != CERTIFICATES:
                root.lend(str(place), writable=False)
    if CERTIFICATES.exists():
        root.lend(str(CERTIFICATES), writable=False)
    return env
