"""What somebody may do with a matter now, and what still stands in the way: asked, never done.

Each check is the one that the act itself makes first, so a page offers what would succeed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from models.base import RuleBroken
from models.closing import Closing, SignOff
from models.entry import EntryKind
from models.extension import Extension
from models.gate import GateKind, GateState, refuse_unless_reviewing
from models.matter import Matter
from models.regrouping import refuse_unless_leaving, refuse_unless_regroupable
from models.reply import Reply
from models.roles import Permission
from models.terms import Light, MatterState

E, M, P = EntryKind, MatterState, Permission


class Moot(RuleBroken):
    """There is nothing of the kind to do: refused, and not worth telling."""


Check = Callable[[Matter, Any], None]


@dataclass(frozen=True)
class Act:
    """One kind of act: whose it is, when it is worth mentioning, and what it asks first."""

    kind: EntryKind
    needs: Permission
    check: Check
    told_in: frozenset[MatterState] = frozenset()  # where a refusal is explained


def _gates(*states: GateState) -> Check:
    def check(matter: Matter, by: Any) -> None:
        refuse_unless_reviewing(matter, by)
        if not any(gate.state in states for gate in matter.gates):
            raise Moot("各关都已审核")

    return check


def _waivers(matter: Matter, by: Any) -> None:
    refuse_unless_reviewing(matter, by)
    waiving = [gate for gate in matter.gates if gate.state is GateState.WAIVING]
    if not waiving:
        raise Moot("没有待确认的不适用")
    if all(gate.signer_id == by.id for gate in waiving):
        raise RuleBroken("不适用须由另一个人确认")


def _extension(matter: Matter, by: Any) -> None:
    if matter.round.open_extension is None or not matter.is_open:
        raise Moot("没有等待批复的延期申请")


def _more_gates(matter: Matter, by: Any) -> None:
    matter.refuse_unless_gates_open()
    if len(matter.gates) == len(GateKind):
        raise Moot("四关都要过，没有可加的")


def _unrated(matter: Matter, by: Any) -> None:
    if not any(asker.may_rate() for asker in matter.askers):
        raise Moot("没有等待评价的代表")


def _finishing(matter: Matter, by: Any) -> None:
    assignment = matter.round.assignment_of(by)
    assignment.refuse_unless_assisting()
    if not assignment.is_unfinished:
        raise Moot("本单位的配合事项已经办结")


def _second(matter: Matter, by: Any) -> None:
    if matter.pending_closing is None:
        raise Moot("没有等待确认的销号提请")
    matter.pending_closing.refuse_unless_second(by)


def _of_unit(name: str) -> Check:
    return lambda matter, by: getattr(matter.round.assignment_of(by), name)()


def _of_lead(check: Check) -> Check:
    def checked(matter: Matter, by: Any) -> None:
        if not matter.round.assignment_of(by).is_lead:
            raise Moot("这一步由牵头单位办理")
        check(matter, by)

    return checked


IN_WORK = frozenset({M.ASSIGNED, M.HANDLING})
HANDLING = frozenset({M.HANDLING})
IN_REVIEW = frozenset({M.REPORTED})
REPLIED = frozenset({M.REPLIED})

# in the order in which they fall due: the first that is open is what the page puts forward
ACTS = (
    Act(E.CLOSE, P.CLOSING_CONFIRM, _second, IN_REVIEW | REPLIED),
    Act(E.REFUSE_CLOSING, P.CLOSING_CONFIRM, _second),
    Act(E.SIGN_OFF, P.MATTER_SIGN_OFF, SignOff.refuse_unless_due),
    Act(E.DECIDE_EXTENSION, P.MATTER_SUPERVISE, _extension),
    Act(E.ASSIGN, P.MATTER_SUPERVISE, lambda matter, by: matter.only_in(M.REGISTERED)),
    Act(E.SIGN, P.MATTER_HANDLE, _of_unit("refuse_unless_signable")),
    Act(E.CONFIRM_WAIVER, P.GATE_SIGN, _waivers, IN_REVIEW),
    Act(E.PASS_GATE, P.GATE_SIGN, _gates(GateState.OPEN, GateState.WAIVING), IN_REVIEW),
    Act(E.WAIVE_GATE, P.GATE_SIGN, _gates(GateState.OPEN)),
    Act(E.REPLY, P.MATTER_SUPERVISE, lambda matter, by: Reply.refuse_unless_due(matter), IN_REVIEW),
    Act(
        E.PROPOSE_CLOSING,
        P.MATTER_SUPERVISE,
        lambda matter, by: Closing.refuse_unless_proposable(matter),
        REPLIED,
    ),
    Act(E.RATE, P.MATTER_SUPERVISE, _unrated),
    Act(E.PROGRESS, P.MATTER_HANDLE, _of_unit("refuse_unless_working"), HANDLING),
    Act(E.REPORT, P.MATTER_HANDLE, _of_lead(_of_unit("refuse_unless_reportable")), HANDLING),
    Act(E.FINISH_PART, P.MATTER_HANDLE, _finishing),
    Act(E.STAGE, P.MATTER_HANDLE, _of_unit("refuse_unless_working")),
    Act(E.PLAN, P.MATTER_HANDLE, _of_unit("refuse_unless_working")),
    Act(E.ASK_EXTENSION, P.MATTER_HANDLE, _of_lead(Extension.refuse_unless_due), IN_WORK),
    Act(E.SEND_BACK, P.MATTER_HANDLE, _of_unit("refuse_unless_returnable"), IN_WORK),
    Act(E.URGE, P.MATTER_SUPERVISE, lambda matter, by: matter.only_in(*IN_WORK)),
    Act(E.REWORK, P.MATTER_SUPERVISE, lambda matter, by: matter.refuse_unless_in_review()),
    Act(E.ADD_GATE, P.MATTER_SUPERVISE, _more_gates),
    Act(E.ESCALATE, P.MATTER_SUPERVISE, lambda matter, by: matter.refuse_unless_escalable()),
    Act(E.SPLIT, P.MATTER_SUPERVISE, lambda matter, by: refuse_unless_regroupable(matter)),
    Act(E.MERGE, P.MATTER_SUPERVISE, lambda matter, by: refuse_unless_leaving(matter)),
)
NEVER_URGENT = frozenset(
    {
        *(E.REFUSE_CLOSING, E.WAIVE_GATE, E.RATE, E.REWORK, E.ADD_GATE, E.ESCALATE, E.SEND_BACK),
        *(E.SPLIT, E.MERGE),
    }
)


@dataclass(frozen=True)
class Acts:
    """What one viewer may do with one matter now; what not, and why; and what is due first."""

    open: tuple[EntryKind, ...]
    refused: dict[EntryKind, str]
    due: EntryKind | None

    @classmethod
    def of(cls, matter: Matter, viewer: Any) -> "Acts":
        open_, refused = [], {}
        for act in ACTS:
            if not viewer.may(act.needs):
                continue
            try:
                act.check(matter, viewer)
            except Moot:
                continue
            except RuleBroken as refusal:
                if matter.state in act.told_in:
                    refused[act.kind] = str(refusal)
            else:
                open_.append(act.kind)
        calm = matter.light() is Light.NONE
        due = (kind for kind in open_ if kind not in NEVER_URGENT and not (kind is E.URGE and calm))
        return cls(tuple(open_), refused, next(due, None))

    def __contains__(self, kind: object) -> bool:
        return kind in self.open
