"""The area's blueprint, and what its pages have in common."""

from flask import Blueprint

from models import Visit, db

bp = Blueprint("invitations", __name__, url_prefix="/visits/<int:visit_id>/invitations")


def load(visit_id: int) -> Visit:
    return db.get_or_404(Visit, visit_id)
