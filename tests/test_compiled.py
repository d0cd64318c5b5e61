"""Templates are compiled once, for all processes, and never shown as they were before a change."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jinja2
import pytest
from flask import Flask, render_template

from blueprints import compiled, lean


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Flask]:
    """An app of one page, in a folder of its own."""
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text("早上好")
    app = Flask("other", root_path=str(tmp_path))
    compiled.init_app(app)
    with app.app_context():
        yield app


def again(app: Flask) -> str:
    """As a process shows it that has just been started."""
    app.jinja_env.cache.clear()  # type: ignore[union-attr]
    return render_template("page.html")


def kept(app: Flask) -> list[Path]:
    return sorted(Path(app.root_path, "templates", "__pycache__").iterdir())


@pytest.fixture
def compilings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is compiled from now on."""
    seen: list[str] = []
    whole = jinja2.Environment.compile

    def noted(self: Any, source: Any, name: Any = None, *rest: Any, **named: Any) -> Any:
        seen.append(name)
        return whole(self, source, name, *rest, **named)

    monkeypatch.setattr(jinja2.Environment, "compile", noted)
    return seen


def test_a_template_is_compiled_once_and_readable_by_the_service(
    other: Flask, compilings: list[str]
) -> None:
    assert again(other) == again(other) == "早上好"
    assert compilings == ["page.html"]
    assert [file.stat().st_mode & 0o777 for file in kept(other)] == [0o644]


def test_a_changed_template_is_shown_as_it_is_now(other: Flask) -> None:
    assert again(other) == "早上好"
    Path(other.root_path, "templates", "page.html").write_text("晚上好")
    assert again(other) == "晚上好"
    assert len(kept(other)) == 1


def test_another_jinja_or_another_way_to_shorten_takes_nothing_of_before(
    other: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    again(other)
    monkeypatch.setattr(jinja2, "__version__", "9.9")
    compiled.init_app(other)
    again(other)
    changed = tmp_path / "lean.py"
    changed.write_text("# another")
    monkeypatch.setattr(lean, "__file__", str(changed))
    compiled.init_app(other)
    again(other)
    assert len(kept(other)) == 3


def test_pages_come_where_nothing_may_be_written(
    other: Flask, compilings: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: Any, **__: Any) -> Any:
        raise PermissionError("read-only")

    monkeypatch.setattr("tempfile.NamedTemporaryFile", refused)
    assert again(other) == again(other) == "早上好"
    assert compilings == ["page.html", "page.html"] and kept(other) == []


def test_at_installation_all_pages_are_compiled(app: Flask, compilings: list[str]) -> None:
    run = app.test_cli_runner()
    assert run.invoke(args=["compile-templates"]).exit_code == 0
    compilings.clear()
    app.jinja_env.cache.clear()  # type: ignore[union-attr]
    assert run.invoke(args=["compile-templates"]).exit_code == 0
    assert compilings == []
    folder = Path(app.root_path, "templates")
    pages = [name for _, _, names in os.walk(folder) for name in names if name.endswith(".html")]
    assert len(app.jinja_env.cache or ()) >= len(pages)
