"""Performs the Dockerfile's steps in plain Debian roots."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.image import dockerfile
from tests.image.dockerfile import Stage, Step
from tests.image.root import PATH, Root, debian, mirrors

# What python:X.Y-slim-SUITE has besides Debian's minimum.
PYTHON = ("ca-certificates", "python3", "python3-pip", "python3-venv")
IMAGE = re.compile(r"python:(\d+\.\d+)-slim-(\w+)")


class Build:
    """The roots of all stages; the last one is the image."""

    def __init__(self, context: Path, work: Path) -> None:
        self.context, self.work = context, work
        self.files = dockerfile.context(context)
        self.stages = dockerfile.read((context / "Dockerfile").read_text())
        self.roots: dict[str, Root] = {}
        self.bases: dict[str, Root] = {}

    def base(self, image: str) -> Root:
        if image not in self.bases:
            named = IMAGE.fullmatch(image)
            if not named:
                sys.exit(f"FROM {image}: the proof knows python:X.Y-slim-SUITE only")
            base = debian(named[2], PYTHON, self.work / f"base-{named[2]}")
            code = "import sys; print('{}.{}'.format(*sys.version_info))"
            version = base.must(["python3", "-c", code]).strip()
            if version != named[1]:
                sys.exit(f"FROM {image}, but Debian {named[2]} has Python {version}")
            self.bases[image] = base
        return self.bases[image]

    def make(self) -> tuple[Root, Stage]:
        for stage in self.stages:
            self._make(stage)
        return self.roots[stage.name], stage

    def _make(self, stage: Stage) -> None:
        root = bare_copy(self.base(stage.base), self.work / f"stage-{stage.name}")
        self.roots[stage.name] = root
        env, folder = {"PATH": PATH}, "/"
        lent = mirrors(root)
        for step in stage.steps:
            if step.word == "RUN":
                print(f"  RUN {step.rest[:100]}", flush=True)
                root.must(["/bin/sh", "-c", step.rest], env=lent | env, folder=folder)
            elif step.word == "COPY":
                self._copy(step, root, folder)
            elif step.word == "WORKDIR":
                folder = step.rest
                (root / folder).mkdir(parents=True, exist_ok=True)
            elif step.word == "ENV":
                env |= dict(pair.split("=", 1) for pair in step.words)

    def _copy(self, step: Step, root: Root, folder: str) -> None:
        """A folder's contents go into the target, as with an engine; the owner is root."""
        *names, target = step.words
        into = root / str(Path(folder) / target)
        for name in names:
            if "from" in step.options:
                source = self.roots[step.options["from"]] / name
                shutil.copytree(source, into, symlinks=True, dirs_exist_ok=True)
                continue
            sent = [file for file in self.files if file == name or file.startswith(f"{name}/")]
            if not sent:
                sys.exit(f"COPY {name}: not in the context; see .dockerignore")
            for file in sent:
                inside = Path(file).relative_to(name) if file != name else Path(".")
                place = into / inside if file != name else into / name
                if file == name and not target.endswith("/"):
                    place = into
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(self.context / file, place)


def bare_copy(base: Root, folder: Path) -> Root:
    """Without what is lent to the base."""
    folder.mkdir()
    subprocess.run(["cp", "--archive", "--one-file-system", f"{base.folder}/.", folder], check=True)
    root = Root(folder)
    for path in ("/proc", "/dev"):
        root.lend(path)
    shutil.copy("/etc/resolv.conf", root / "etc/resolv.conf")
    return root
