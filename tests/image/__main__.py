"""`make image-proof`: the Dockerfile's own steps in a plain Debian, then the whole of compose.yaml.

For machines without a container engine. Needs root, on Debian or its like; takes some minutes.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.image import compose
from tests.image.build import Build, bare_copy
from tests.image.root import mirrors

ROOT = Path(__file__).parents[2]
INSIDE = "KAIMEN_IMAGE_PROOF"
NOT_PROVED = """\
Not proved without an engine: pulling the images of python, postgres and nginx (Debian's packages of
the same Python and PostgreSQL stood in, with Debian's nginx), layers and their cache, the engine's
schedule of HEALTHCHECK, and compose's own work: depends_on, networks, restarts, secrets from .env,
dropped capabilities, the first filling of a named volume."""


def main() -> None:
    if os.geteuid() != 0:
        sys.exit("make image-proof needs root: it makes Debian roots and enters them")
    if INSIDE not in os.environ:  # mounts end with this namespace, whatever happens
        command = [
            "unshare",
            "--mount",
            "--propagation=private",
            sys.executable,
            "-m",
            "tests.image",
        ]
        work = tempfile.mkdtemp(prefix="kaimen-image-")
        try:
            code = subprocess.run(
                command, env=os.environ | {INSIDE: work}, cwd=ROOT, check=False
            ).returncode
        finally:
            shutil.rmtree(work)
        sys.exit(code)
    began = time.monotonic()
    work = Path(os.environ[INSIDE])
    print("Building, step by step:", flush=True)
    build = Build(ROOT, work)
    image, _stage = build.make()
    print(
        f"✓ the Dockerfile's steps end well in a plain Debian ({time.monotonic() - began:.0f} s)",
        flush=True,
    )
    beside = bare_copy(next(iter(build.bases.values())), work / "beside")
    (beside / "usr/sbin/policy-rc.d").write_text("#!/bin/sh\nexit 101\n")
    (beside / "usr/sbin/policy-rc.d").chmod(0o755)
    file = ROOT / "compose.yaml"
    services = compose.read(file, dict.fromkeys(compose.variables(file), "some"))["services"]
    version = services["db"]["image"].partition(":")[2].partition("-")[0]
    beside.must(["apt-get", "update", "-qq"], env=mirrors(beside))
    install = [
        "apt-get",
        "install",
        "-qq",
        "-y",
        "--no-install-recommends",
        f"postgresql-{version}",
        "nginx-light",
    ]
    beside.must(install, env={"DEBIAN_FRONTEND": "noninteractive"})
    print(
        f"✓ PostgreSQL {version} and nginx stand beside it ({time.monotonic() - began:.0f} s)",
        flush=True,
    )
    serve = [sys.executable, "-m", "tests.image.serve", str(image.folder), str(beside.folder)]
    # A network of its own: no port to collide with, and nothing that could be fetched at the start.
    code = subprocess.run(["unshare", "--mount", "--net", *serve], cwd=ROOT, check=False).returncode
    ended = "Proved" if code == 0 else "Failed"
    print(f"\n{NOT_PROVED}\n{ended} in {time.monotonic() - began:.0f} s.")
    sys.exit(code)


main()
