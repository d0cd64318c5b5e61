"""The blueprint that all views of this area stand in."""

from flask import Blueprint

bp = Blueprint("supervision", __name__)
