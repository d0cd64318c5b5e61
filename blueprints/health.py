"""For whoever watches the server: is it alive, is it ready."""

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, current_app
from flask.typing import ResponseReturnValue

from blueprints.access import public
from models import db

bp = Blueprint("health", __name__)
PLAIN = {"Content-Type": "text/plain; charset=utf-8"}


@bp.get("/healthz")
@public
def alive() -> ResponseReturnValue:
    return "ok\n", 200, PLAIN


@bp.get("/readyz")
@public
def ready() -> ResponseReturnValue:
    """Ready means: the database answers and holds the tables that this version expects."""
    config = current_app.extensions["migrate"].migrate.get_config()
    expected = set(ScriptDirectory.from_config(config).get_heads())
    present = set(MigrationContext.configure(db.session.connection()).get_current_heads())
    if present != expected:
        return "migrations pending\n", 503, PLAIN
    return "ok\n", 200, PLAIN
