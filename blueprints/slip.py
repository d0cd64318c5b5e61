"""投递凭据: what lets a tablet hand in what was written, whoever is signed in when it goes out.

It is given to the page with the form, goes back in the body, and stands in place of the session
and of the CSRF token where a page hands in what its author wrote: questions, opinions and reports,
ballots, comments on drafts and findings of inspections. It says whose card it is, and opens nothing
else: it is signed with a salt of its own, and no other view reads it.
"""

from functools import lru_cache
from hmac import compare_digest
from typing import NamedTuple, NoReturn
from urllib.parse import urlsplit

from flask import Response, abort, current_app, request
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.orm import lazyload

from models import Bearer, Card, RuleBroken, db, secret

INCOMPLETE = "这一页不完整，没有提交。请刷新页面后再提交，您写的内容还在"
ELSEWHERE = "这次提交不是从本系统的页面发出的，没有受理"
DEAD = (
    "这张代表证已经挂失或注销，用它写的话没有收下，还存在写的那台设备上。"
    "请本人用补发的代表证在那台设备上进入，内容会自动送出；或请工作人员帮忙"
)
KEPT = 4096  # slips a process has verified: each comes with all that its card hands in


def _key() -> str:
    return str(current_app.secret_key)


def _signer(key: str) -> URLSafeSerializer:
    return URLSafeSerializer(key, salt="submission")


def _mark(card: Card | Bearer) -> str:
    """Changes with the digits, so that a lost card takes its slips with it."""
    return secret.fingerprint("slip", card.code)[:20]


class Refused(RuleBroken):
    """A slip that is none, or of a card that is dead."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


def refuse(status: int, reason: str) -> NoReturn:
    """To the page's script in plain words, which it shows beside the text; else as a page."""
    if wants_data():
        abort(Response(reason, status, mimetype="text/plain"))
    abort(status, reason)


def slip_of(card: Card | Bearer) -> str:
    return str(_signer(_key()).dumps([card.id, card.visit_id, _mark(card)]))


class Slip(NamedTuple):
    """投递凭据, as it was signed."""

    card_id: int
    visit_id: int
    mark: str


@lru_cache(maxsize=KEPT)
def _verified(key: str, slip: str) -> Slip:
    return Slip(*_signer(key).loads(slip))


def read(slip: str) -> Slip:
    """Aborts when the slip is none; asks no database."""
    try:
        return _verified(_key(), slip)
    except (BadSignature, TypeError, ValueError):
        refuse(400, INCOMPLETE)


def wants_data() -> bool:
    """Whether the page's own script asks, and not a browser."""
    return request.headers.get("Accept") == "application/json"


def author_of(slip: Slip) -> Card:
    """The card that wrote it. Raises Refused when there is none, or it is dead."""
    card = db.session.get(Card, slip.card_id, options=[lazyload(Card.representative)])
    refuse_dead(card, slip)
    assert card is not None
    return card


def sender() -> Card:
    """The card whose slip has come with this request; aborts when there is none."""
    slip = read(request.form.get("slip", ""))
    require_own_page()
    try:
        return author_of(slip)
    except Refused as refusal:
        refuse(refusal.status, str(refusal))


def refuse_dead(holder: Card | Bearer | None, slip: Slip) -> None:
    """Raises Refused when there is none, or it is dead; knows nothing of the request."""
    if holder is None or holder.visit_id != slip.visit_id:
        raise Refused(400, INCOMPLETE)
    if not holder.is_active or not compare_digest(slip.mark, _mark(holder)):
        raise Refused(403, DEAD)


def require_own_page() -> None:
    """Aborts a request that another site's page has made the browser send. Browsers name the
    origin of every POST; where they also say that it is foreign, they are believed."""
    origin = urlsplit(request.headers.get("Origin", ""))
    if origin.scheme not in {"http", "https"} or origin.netloc != request.host:
        refuse(403, ELSEWHERE)
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        refuse(403, ELSEWHERE)
