"""The area itself; its views are in accounts, calendar and audit."""

from flask import Blueprint

bp = Blueprint("admin", __name__, url_prefix="/admin")
