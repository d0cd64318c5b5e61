"""Questions on paper: the queue to go on with by hand."""

from flask import render_template
from sqlalchemy.orm import selectinload

from blueprints.access import requires
from blueprints.questions.views import bp
from models import Permission, Question, QuestionState, Visit, clock, db


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
