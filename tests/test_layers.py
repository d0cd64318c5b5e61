"""Imports run one way, app → blueprints → models, and areas stay apart."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODELS = sorted((ROOT / "models").rglob("*.py"))
WEB = sorted((ROOT / "blueprints").rglob("*.py"))
AREAS = sorted(path.parent.name for path in (ROOT / "blueprints").glob("*/views.py"))
MECHANISMS = {"live"}  # a folder of their own, used by the areas


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: relative import"
            yield node.module or ""
            yield from (f"{node.module}.{name.name}" for name in node.names)


@pytest.mark.parametrize("path", MODELS, ids=named)
def test_the_domain_knows_nothing_of_the_web(path: Path) -> None:
    web = {"app", "flask", "flask_login", "flask_wtf", "wtforms", "jinja2", "blueprints"}
    assert not {name.split(".")[0] for name in imported(path)} & web


@pytest.mark.parametrize("path", WEB, ids=named)
def test_the_web_does_not_know_how_it_is_put_together(path: Path) -> None:
    assert not {"app", "tests", "bench"} & {name.split(".")[0] for name in imported(path)}


@pytest.mark.parametrize("area", [area for area in AREAS if area not in MECHANISMS])
def test_an_area_imports_no_other_area(area: str) -> None:
    others = {f"blueprints.{other}" for other in AREAS if other not in {area, *MECHANISMS}}
    for path in (ROOT / "blueprints" / area).rglob("*.py"):
        strayed = [name for name in imported(path) if ".".join(name.split(".")[:2]) in others]
        assert not strayed, named(path)


@pytest.mark.parametrize("path", sorted((ROOT / "blueprints").glob("*.py")), ids=named)
def test_a_mechanism_imports_no_area(path: Path) -> None:
    if path.name != "__init__.py":  # the one list
        areas = {f"blueprints.{area}" for area in AREAS if area not in MECHANISMS}
        assert not {".".join(name.split(".")[:2]) for name in imported(path)} & areas


@pytest.mark.parametrize("path", [*MODELS, *WEB], ids=named)
def test_a_module_says_in_one_sentence_what_it_is(path: Path) -> None:
    text = path.read_text("utf-8").strip()
    assert not text or ast.get_docstring(ast.parse(text)) or "migrations" in path.parts
