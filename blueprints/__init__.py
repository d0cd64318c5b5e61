"""The web: every area of the app, in one list."""

from flask import Flask

from blueprints import (
    access,
    commands,
    compiled,
    cookies,
    dates,
    errors,
    headers,
    health,
    intake,
    kept,
    lean,
    live,
    pages,
    splice,
    standing,
    styles,
)
from blueprints.account import views as account
from blueprints.admin import views as admin
from blueprints.applying import views as applying
from blueprints.appraising import views as appraising
from blueprints.briefing import periodic
from blueprints.briefing import views as briefing
from blueprints.entering import views as entering
from blueprints.evaluation import own as ballots
from blueprints.evaluation import views as evaluation
from blueprints.exchanges import views as exchanges
from blueprints.figures import views as figures
from blueprints.hearing import own as commenting
from blueprints.hearing import views as hearing
from blueprints.home import views as home
from blueprints.inspections import own as inspecting
from blueprints.inspections import rectifications
from blueprints.inspections import views as inspections
from blueprints.invitations import views as invitations
from blueprints.mine import last_visit, receipts
from blueprints.mine import views as mine
from blueprints.minutes import views as minutes
from blueprints.notices import views as notices
from blueprints.papers import commands as paper_commands
from blueprints.papers import views as papers
from blueprints.questions import views as questions
from blueprints.rectifying import views as rectifying
from blueprints.reports import memos
from blueprints.reports import views as reports
from blueprints.roster import views as roster
from blueprints.showing import views as showing
from blueprints.supervision import views as supervision
from blueprints.visits import views as visits

AREAS = (
    health,
    styles,
    account,
    home,
    visits,
    roster,
    invitations,
    applying,
    questions,
    entering,
    mine,
    receipts,
    last_visit,
    reports,
    memos,
    supervision,
    notices,
    inspections,
    inspecting,
    rectifications,
    appraising,
    exchanges,
    rectifying,
    briefing,
    periodic,
    figures,
    minutes,
    showing,
    evaluation,
    ballots,
    hearing,
    commenting,
    papers,
    admin,
)


def init_app(app: Flask) -> None:
    """Reading comes first, deciding who may do what last."""
    intake.init_app(app)
    for area in AREAS:
        app.register_blueprint(area.bp)
    for mechanism in (
        *(cookies, lean, compiled, pages, splice, standing, kept, dates, headers, live, errors),
        *(commands, paper_commands, access),
    ):
        mechanism.init_app(app)
