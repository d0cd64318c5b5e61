"""Templates are compiled once and kept beside them, as Python keeps its own files: the first who
opens a page waits for no compiler, and neither does a room whose server is being renewed."""

from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

import click
import jinja2
from flask import Flask, current_app
from flask.cli import with_appcontext
from jinja2.bccache import Bucket

from blueprints import lean

READABLE = 0o644  # a service runs as another user than the one who installs


class Kept(jinja2.FileSystemBytecodeCache):
    """Compiled templates. Where nothing may be written, each process compiles its own."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().dump_bytecode(bucket)
            Path(self._get_cache_filename(bucket)).chmod(READABLE)


@click.command("compile-templates")
@with_appcontext
def compile_templates() -> None:
    """把全部页面模板编译好（安装时做一次；服务运行时不能写程序目录）。"""
    environment: Any = current_app.jinja_env
    for name in environment.list_templates(extensions=["html"]):
        environment.get_template(name)


def init_app(app: Flask) -> None:
    """Jinja notices by itself when a template has changed; what else decides the code that it
    makes of one stands in the names of the files."""
    folder = Path(app.root_path, str(app.template_folder), "__pycache__")
    with suppress(OSError):
        folder.mkdir(exist_ok=True)
    made_by = jinja2.__version__.encode() + Path(lean.__file__).read_bytes()
    pattern = f"%s.{sha256(made_by).hexdigest()[:12]}"
    app.jinja_env.bytecode_cache = Kept(str(folder), pattern)
    app.cli.add_command(compile_templates)
