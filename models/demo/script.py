"""The language the demo is written in: frozen records, no behaviour, nothing of the models.

A moment is a local time ("2013-06-24 09:10"), so many minutes before now (`Today`), or a clock
time on the n-th whole working day before today (`Workday`). A date is an ISO date, or, in the
visit held today, a number of working days after today.

People are named by login, or as "seat:7" (the representative with that seat in the script's own
visit) and "first:7" (a representative of the first visit, used by the second script only).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Today:
    """So many minutes before now; a negative number lies ahead."""

    minutes: int


@dataclass(frozen=True, slots=True)
class Workday:
    """A clock time on the n-th whole working day before today."""

    ago: int
    clock: str


Moment = str | Today | Workday
Day = str | int


@dataclass(frozen=True, slots=True)
class Unit:
    """单位. Kinds: department, enterprise, town, office, discipline, petition, government."""

    key: str
    name: str
    kind: str
    leader: str  # 分管领导, a login
    telephone: str


@dataclass(frozen=True, slots=True)
class Staff:
    """工作人员. The login is the name in pinyin."""

    login: str
    name: str
    role: str
    unit: str
    title: str


@dataclass(frozen=True, slots=True)
class Representative:
    """群众代表. `returning` is the seat the same person had in the first visit."""

    seat: int
    name: str
    sex: str
    age_group: str
    town: str
    village: str
    occupation: str
    phone: str
    is_resident: bool = True
    returning: int | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """一期活动."""

    number: int
    held_on: str | None  # None: today
    organisers: tuple[str, ...]
    recorder: str


@dataclass(frozen=True, slots=True)
class Stop:
    """参观点, of a kind: office_building, reception_hall, department, park, enterprise, project,
    talk."""

    key: str
    kind: str
    name: str
    place: str
    host: str
    receptionist: str
    plan_start: Moment
    plan_finish: Moment
    start: Moment | None = None
    finish: Moment | None = None
    telephone: str = ""
    travel: int | None = None  # minutes from the stop before


@dataclass(frozen=True, slots=True)
class Pending:
    """待审: nobody has let it through yet."""


@dataclass(frozen=True, slots=True)
class Queued:
    """待答."""

    approved: Moment


@dataclass(frozen=True, slots=True)
class Answering:
    """正在回答: on the screen now."""

    approved: Moment
    answering: Moment
    speaker: str
    title: str
    unit: str


@dataclass(frozen=True, slots=True)
class Answered:
    """当场答清."""

    approved: Moment
    answering: Moment
    answered: Moment
    speaker: str
    title: str
    unit: str
    text: str


@dataclass(frozen=True, slots=True)
class Promised:
    """现场承诺: `text` is the answer, `words` the promise in it, kept by `due`.

    It becomes the matter of that title in the same step, unless one of the matters takes it up.
    """

    approved: Moment
    answering: Moment
    answered: Moment
    speaker: str
    title: str
    unit: str
    text: str
    words: str
    due: Day
    matter: str = ""


@dataclass(frozen=True, slots=True)
class Partly:
    """部分答复: `text` was said on the spot, the `rest` is taken away to `unit`."""

    approved: Moment
    answering: Moment
    answered: Moment
    speaker: str
    title: str
    unit: str
    text: str
    rest: str


@dataclass(frozen=True, slots=True)
class Routed:
    """带回办理: not answered on the spot, taken away to `unit`."""

    approved: Moment
    answering: Moment
    routed: Moment
    speaker: str
    title: str
    unit: str
    text: str


@dataclass(frozen=True, slots=True)
class Refused:
    """退回, with a reason that the representative reads."""

    at: Moment
    reason: str


@dataclass(frozen=True, slots=True)
class Merged:
    """并入 a like question; both askers are answered."""

    at: Moment
    into: str


Fate = Pending | Queued | Answering | Answered | Partly | Promised | Routed | Refused | Merged


@dataclass(frozen=True, slots=True)
class Question:
    """提问. `supports` are the seats that seconded it (附议); `wording` is how the moderator put
    it for the room, `starred` when it was marked among the staff."""

    key: str
    seat: int
    stop: str
    at: Moment
    text: str
    fate: Fate
    supports: tuple[int, ...] = ()
    worded: Moment | None = None
    wording: str = ""
    starred: Moment | None = None


@dataclass(frozen=True, slots=True)
class Declined:
    """What is not taken up: 不予受理 (`refused`) or 留作参考 (`reference`)."""

    at: Moment
    by: str
    as_: str
    reason: str


@dataclass(frozen=True, slots=True)
class Opinion:
    """意见建议. Off the spot it has a channel (network, letter, telephone) and who entered it.

    `visit` is the visit in which its representative has the seat.
    """

    key: str
    seat: int
    stop: str | None
    at: Moment
    text: str
    declined: Declined | None = None
    channel: str = "on_site"
    entered_by: str | None = None
    visit: int | None = None  # None: the script's own


@dataclass(frozen=True, slots=True)
class Finding:
    """调查记录."""

    at: Moment
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class Handover:
    """移送 to 纪检监察机关 (`discipline`) or 信访局 (`petition`), and their written result."""

    at: Moment
    by: str
    to: str
    receipt: str
    result_at: Moment | None = None
    result: str = ""


@dataclass(frozen=True, slots=True)
class Memo:
    """专报 to a named leader, with what the leader wrote on it (批示)."""

    at: Moment
    by: str
    leader: str
    text: str
    instructed_at: Moment | None = None
    instruction: str = ""


@dataclass(frozen=True, slots=True)
class GateEvidence:
    """A gate of a report: passed on evidence, or 不适用 if a second person confirms the reason."""

    gate: str
    at: Moment
    by: str
    text: str
    not_applicable: bool = False
    confirmed_at: Moment | None = None
    confirmed_by: str | None = None


@dataclass(frozen=True, slots=True)
class Confidence:
    """保密署名: who asks for the identity and why, and who agrees."""

    at: Moment
    by: str
    reason: str
    opened_at: Moment | None = None
    opened_by: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Rectify:
    """整改建议, and who takes it up."""

    at: Moment
    by: str
    unit: str
    title: str
    text: str
    taken_at: Moment | None = None
    taken_by: str = ""


@dataclass(frozen=True, slots=True)
class Round:
    """What was done again after the reporter was not satisfied."""

    findings: tuple[Finding, ...]
    gates: tuple[GateEvidence, ...]
    outcome_at: Moment
    outcome_by: str
    outcome: str
    rated_at: Moment | None = None
    rating: str | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """监督举报. `seat` is None when it was given without a name."""

    key: str
    seat: int | None
    stop: str | None
    at: Moment
    text: str
    unit: str | None
    person: str | None
    named_at: Moment | None = None
    investigators: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    handover: Handover | None = None
    memo: Memo | None = None
    gates: tuple[GateEvidence, ...] = ()
    outcome_at: Moment | None = None
    outcome_by: str | None = None
    outcome: str = ""
    rated_at: Moment | None = None
    rating: str | None = None
    words: str = ""
    again: Round | None = None
    channel: str = "on_site"
    signature: str = "confidential"  # of one that has a seat
    confidence: Confidence | None = None
    rectify: Rectify | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One act in a matter's life; the fields after `text` are used by the acts that need them.

    assign sign progress plan finish_part report rework urge reply propose_closing close: text
    extension grant_extension refuse_extension: until, text · escalate sign_off: text
    stage: text · split: unit (lead of the part), words (its title), text (requirement)
    merge: words (the key of the matter that it becomes part of), text
    send_back: unit (whose it is), text · reassign: unit (the new lead), text
    report: result (solved, planned, limited, reference), until when planned
    pass_gate waive_gate confirm_waiver: gate, text · rate: level, words
    rate_by_phone: seat (as "seat:8"), telephone, level, words · rate_on_paper: seat, level, words
    """

    at: Moment
    by: str
    do: str
    text: str = ""
    gate: str = ""
    result: str = ""
    until: Day | None = None
    unit: str = ""
    level: str = ""
    words: str = ""
    seat: str = ""
    telephone: str = ""


@dataclass(frozen=True, slots=True)
class Matter:
    """督办事项. `sources` are keys of questions or opinions; the promise is its question's.

    `state` and `light` (none, near, slow, over) say how it stands once its steps are replayed.
    """

    key: str
    sources: tuple[str, ...]
    kind: str
    title: str
    way: str
    lead: str
    requirement: str
    registered_at: Moment
    registered_by: str
    steps: tuple[Step, ...] = ()
    assisting: tuple[str, ...] = ()
    days: int | None = None
    due: Day | None = None
    extra_gates: tuple[str, ...] = ()
    state: str = "closed"
    light: str = "none"


@dataclass(frozen=True, slots=True)
class Notice:
    """督办通知. Grades: first, second, third; signed (签发) by an office head."""

    key: str
    grade: str
    unit: str
    matters: tuple[str, ...]
    drafted_at: Moment
    drafted_by: str
    issued_at: Moment
    issued_by: str
    signed_at: Moment | None
    signed_by: str | None
    text: str
    by_paper: str = ""  # who signed the paper slip
    cleared_at: Moment | None = None
    cleared_by: str = ""
    clearing: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """巡查发现. `fate` is matter, note or aside; without one it is still open."""

    at: Moment
    seat: int | None  # None: found by whoever entered it
    by: str | None  # who entered it for the seat
    kind: str
    text: str
    fate: str = ""
    settled_at: Moment | None = None
    settled_by: str = ""
    words: str = ""  # of the note; of the matter its requirement; of a report the person meant
    matter: Matter | None = None
    has_photo: bool = False


@dataclass(frozen=True, slots=True)
class Inspection:
    """巡查: planned, held when it has a record, told back when it has an outcome."""

    planned_at: Moment
    planned_by: str
    kind: str
    unit: str | None
    place: str
    purpose: str
    at: Moment
    staff: tuple[str, ...]
    seats: tuple[int, ...]
    held_at: Moment | None = None
    record: str = ""
    found: tuple[Found, ...] = ()
    told_at: Moment | None = None
    told: str = ""
