"""The web: every area of the app, in one list."""

from flask import Flask

from blueprints import access, dates, errors, headers, health, intake, live, pages
from blueprints.account import views as account
from blueprints.home import views as home

AREAS = (health, account, home)


def init_app(app: Flask) -> None:
    """Reading comes first, deciding who may do what last."""
    intake.init_app(app)
    for area in AREAS:
        app.register_blueprint(area.bp)
    for mechanism in (pages, dates, headers, live, errors, access):
        mechanism.init_app(app)
