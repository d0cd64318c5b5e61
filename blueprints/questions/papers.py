"""Questions on paper: the queue to go on with by hand, and the record of what was answered."""

from flask import current_app, render_template
from sqlalchemy.orm import selectinload

from blueprints.access import requires
from blueprints.questions.views import bp
from models import Permission, Question, QuestionState, Visit, clock, db
from models.proceedings import Proceedings

# Organisers, the supervision office and the recorders see what was refused, too.
STAFF_VERSION = (
    Permission.QUESTION_MODERATE,
    Permission.MATTER_SUPERVISE,
    Permission.MEETING_WRITE,
)


@bp.get("/console/visits/<int:visit_id>/queue")
@requires(Permission.QUESTION_MODERATE)
def queue_paper(visit_id: int) -> str:
    """待答清单: when all technology fails, the visit goes on with this and a pen."""
    visit = db.get_or_404(Visit, visit_id)

    def those(*states: QuestionState) -> list[Question]:
        found = Question.of(visit, *states).options(selectinload(Question.merged))
        return list(db.session.scalars(found))

    return render_template(
        "questions/queue_paper.html",
        visit=visit,
        waiting=those(QuestionState.ANSWERING) + those(QuestionState.QUEUED),
        unread=those(QuestionState.PENDING),
        now=clock.now(),
    )


@bp.get("/visits/<int:visit_id>/record")
@requires(Permission.VISIT_READ)
def public_record(visit_id: int) -> str:
    return _record(visit_id, whole=False)


@bp.get("/visits/<int:visit_id>/record/staff")
@requires(*STAFF_VERSION)
def staff_record(visit_id: int) -> str:
    return _record(visit_id, whole=True)


def _record(visit_id: int, whole: bool) -> str:
    """问答纪要."""
    return render_template(
        "questions/qa_paper.html",
        proceedings=Proceedings.of(db.get_or_404(Visit, visit_id), whole),
        office=f"{current_app.config['COUNTY_NAME']}人民政府办公室",
        now=clock.now(),
    )
