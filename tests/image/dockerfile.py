"""Reads Dockerfile and .dockerignore as an engine would, as far as ours go; refuses the rest."""

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

KNOWN = {
    *("FROM", "RUN", "COPY", "ENV", "USER", "WORKDIR"),
    *("VOLUME", "EXPOSE", "HEALTHCHECK", "STOPSIGNAL", "CMD"),
}


@dataclass
class Step:
    """One instruction: its word, its options (`--from=…`), and the rest as it stands."""

    word: str
    options: dict[str, str]
    rest: str

    @property
    def words(self) -> list[str]:
        """The exec form's words, or those a shell would see."""
        return json.loads(self.rest) if self.rest.startswith("[") else shlex.split(self.rest)

    @property
    def is_exec(self) -> bool:
        return self.rest.startswith("[")


@dataclass
class Stage:
    base: str
    name: str
    steps: list[Step] = field(default_factory=list)

    def last(self, word: str) -> Step:
        return [step for step in self.steps if step.word == word][-1]

    def all(self, word: str) -> list[Step]:
        return [step for step in self.steps if step.word == word]

    @property
    def environment(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for step in self.all("ENV"):
            found |= dict(pair.split("=", 1) for pair in step.words)
        return found

    @property
    def user(self) -> tuple[int, int]:
        user, _, group = self.last("USER").rest.partition(":")
        return int(user), int(group)


def read(text: str) -> list[Stage]:
    stages: list[Stage] = []
    for step in _steps(text):
        if step.word not in KNOWN:
            raise ValueError(f"the proof does not know {step.word}")
        if step.word == "FROM":
            base, _, name = step.rest.partition(" AS ")
            stages.append(Stage(base, name or str(len(stages))))
        else:
            stages[-1].steps.append(step)
    return stages


def _steps(text: str) -> Iterator[Step]:
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    for line in re.sub(r"\\\n\s*", "", "\n".join(lines)).splitlines():
        word, _, rest = line.strip().partition(" ")
        options = {}
        while found := re.match(r"--([\w-]+)=(\S+)\s+", rest):
            options[found[1]] = found[2]
            rest = rest[found.end() :]
        yield Step(word, options, rest.strip())


class Ignored:
    """What .dockerignore keeps out; the last pattern that fits a path or a folder above decides."""

    def __init__(self, text: str) -> None:
        lines = [line.strip() for line in text.splitlines()]
        self.patterns = [
            (not line.startswith("!"), _pattern(line.lstrip("!").strip("/")))
            for line in lines
            if line and not line.startswith("#")
        ]

    def __call__(self, path: str) -> bool:
        above = [path, *(str(folder) for folder in Path(path).parents if str(folder) != ".")]
        ignored = False
        for keeps_out, pattern in self.patterns:
            if any(pattern.fullmatch(one) for one in above):
                ignored = keeps_out
        return ignored


def _pattern(line: str) -> re.Pattern[str]:
    signs = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", line)
    return re.compile("".join(signs.get(part, re.escape(part)) for part in parts))


def context(root: Path) -> list[str]:
    """The files that an engine would be sent."""
    ignored = Ignored((root / ".dockerignore").read_text())
    return sorted(
        path
        for file in root.rglob("*")
        if file.is_file() and not ignored(path := file.relative_to(root).as_posix())
    )
