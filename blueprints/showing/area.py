"""The blueprint that the area's modules share."""

from flask import Blueprint

bp = Blueprint("showing", __name__)
