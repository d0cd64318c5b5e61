"""Reads compose files, with the variables of an .env in their places."""

import re
from pathlib import Path
from typing import Any

import yaml

VARIABLE = re.compile(r"\$\{(\w+)(?::([-?])([^}]*))?\}")


def read(file: Path, env: dict[str, str]) -> dict[str, Any]:
    """As an engine sees it; `${NAME:?why}` without a value is a KeyError."""

    def value(found: re.Match[str]) -> str:
        name, kind, other = found.groups()
        if env.get(name):
            return env[name]
        if kind == "-":
            return other
        raise KeyError(name)

    loaded: dict[str, Any] = yaml.safe_load(VARIABLE.sub(value, file.read_text("utf-8")))
    return loaded


def variables(file: Path) -> set[str]:
    return {found[1] for found in VARIABLE.finditer(file.read_text("utf-8"))}


def environment(service: dict[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in service.get("environment", {}).items()}
