"""The open call (公开邀请) of a visit and its draw: open, the list fixed, drawn."""

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property

from sqlalchemy import JSON, ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models import clock, secret
from models.account import Account
from models.application import Application, ApplicationChannel, fit_for_a_list
from models.audit import record
from models.base import Model, RuleBroken, Versioned, db
from models.invitation import (
    Invitation,
    InvitationKind,
    InvitationPlan,
    came_lately,
    refuse_unless_inviting,
)
from models.labels import Labelled
from models.lot import Entrant, Lot, listing, next_of, sha256
from models.text import said
from models.topic import publish
from models.visit import Visit


class DrawState(Labelled):
    OPEN = "open", "报名中"
    FROZEN = "frozen", "名单已定"
    DRAWN = "drawn", "已抽签"


class Draw(Versioned, Model):
    """公开邀请: what was announced before anybody applied stands for ever, and so does the result.

    `commitment` is the fingerprint of an office code that nobody sees before the draw; the public
    number comes from `source` when the list is fixed. models/lot.py makes the result of both.
    """

    __tablename__ = "draw"

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey(Visit.id), unique=True)
    token: Mapped[str] = mapped_column(String(40), unique=True)  # of its public page
    places: Mapped[int]
    months: Mapped[int]
    towns: Mapped[list[str]] = mapped_column(JSON)
    walks: Mapped[list[str]] = mapped_column(JSON)
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    is_online: Mapped[bool]
    source: Mapped[str] = mapped_column(String(200))
    code_sealed: Mapped[str] = mapped_column(String(300))
    commitment: Mapped[str] = mapped_column(String(64))
    state: Mapped[DrawState] = mapped_column(default=DrawState.OPEN)
    listing: Mapped[str] = mapped_column(Text, default="")
    frozen_at: Mapped[datetime | None] = mapped_column(default=None)
    public_number: Mapped[str] = mapped_column(String(60), default="")
    code: Mapped[str] = mapped_column(String(64), default="")  # once it is no secret any more
    drawn_at: Mapped[datetime | None] = mapped_column(default=None)

    visit: Mapped[Visit] = relationship()
    applications: Mapped[list[Application]] = relationship(
        back_populates="draw", order_by=Application.number
    )

    __mapper_args__ = {"version_id_col": Versioned.version}

    @classmethod
    def of(cls, visit: Visit) -> "Draw | None":
        return db.session.scalar(select(cls).filter_by(visit_id=visit.id))

    @classmethod
    def open_call(
        cls,
        visit: Visit,
        by: Account,
        *,
        places: int,
        opens_at: datetime,
        closes_at: datetime,
        source: str,
        towns: Sequence[str],
        walks: Sequence[str],
        is_online: bool = False,
    ) -> "Draw":
        """公布公开邀请: the office code is made and its fingerprint published by the same act."""
        refuse_unless_inviting(visit)
        if cls.of(visit) is not None:
            raise RuleBroken(f"{visit.name}的公开邀请已经公布，公布的内容不能再改")
        if closes_at <= max(opens_at, clock.now()):
            raise RuleBroken("截止时间要晚于开始时间，也要晚于现在")
        strata = [list(dict.fromkeys(map(fit_for_a_list, names))) for names in (towns, walks)]
        if not all(any(names) for names in strata):
            raise RuleBroken("请列出可以报名的镇（街道）和职业界别")
        code = secret.new_token()
        draw = cls(
            visit=visit,
            token=secret.new_token(),
            places=places,
            months=InvitationPlan.of(visit).months,
            towns=[name for name in strata[0] if name],
            walks=[name for name in strata[1] if name],
            opens_at=opens_at,
            closes_at=closes_at,
            is_online=is_online,
            source=said(source, 200, "请写明公开号码从哪里来"),
            code_sealed=secret.seal(code),
            commitment=sha256(code),
            state=DrawState.OPEN,
        )
        db.session.add(draw)
        db.session.flush()
        told = {"places": places, "commitment": draw.commitment, "note": draw.source}
        record("draw.open_call", visit.subject, by, **told)
        return draw

    # ---- applying ---------------------------------------------------------------------------

    @property
    def is_taking(self) -> bool:
        """报名期间."""
        now = clock.now()
        return self.state is DrawState.OPEN and self.opens_at <= now < self.closes_at

    def refuse_unless_open(self) -> None:
        if self.state is not DrawState.OPEN:
            raise RuleBroken(f"{self.state.label}，报名不能再改")

    def refuse_unless_taking(self, channel: ApplicationChannel) -> None:
        """The staff may still enter what came on paper in time, until the list is fixed."""
        self.refuse_unless_open()
        if clock.now() < self.opens_at:
            raise RuleBroken("报名还没有开始")
        if channel is ApplicationChannel.ONLINE and not (self.is_online and self.is_taking):
            raise RuleBroken("网上报名现在没有开放，请到县政府办公室或镇政府填纸质报名表")
        if channel is ApplicationChannel.ON_BEHALF and not self.is_taking:
            raise RuleBroken("报名已经截止，只能补录截止前收到的纸质报名表")

    def switch(self, by: Account, is_online: bool) -> None:
        """开放或关闭网上报名."""
        self.is_online = is_online
        record("draw.switch", self.visit.subject, by, is_online=is_online)

    def extend(self, by: Account, closes_at: datetime) -> None:
        """延长报名: never shortened, so that nobody who trusted the notice is too late."""
        self.refuse_unless_open()
        if closes_at <= max(self.closes_at, clock.now()):
            raise RuleBroken("报名只能延长，不能提前截止")
        self.closes_at = closes_at
        record("draw.extend", self.visit.subject, by, closes_at=closes_at.isoformat())

    def application(self, number: int) -> Application | None:
        same = select(Application).filter_by(draw_id=self.id, number=number)
        return db.session.scalar(same)

    # ---- the draw ---------------------------------------------------------------------------

    def freeze(self, by: Account) -> None:
        """定名单并公布: from now on it is what is drawn from."""
        db.session.refresh(self, with_for_update=True)
        self.refuse_unless_open()
        if clock.now() < self.closes_at:
            raise RuleBroken("报名截止之后才能定名单")
        entrants = self._sift()
        if not entrants:
            raise RuleBroken("没有可以参加抽签的报名。可以延长报名，或改为定向邀请")
        db.session.flush()  # the database takes no word about an application once it is fixed
        self.listing = listing(entrants)
        self.state, self.frozen_at = DrawState.FROZEN, clock.now()
        told = {"entrants": len(entrants), "digest": sha256(self.listing)}
        record("draw.freeze", self.visit.subject, by, **told)

    def _sift(self) -> list[Entrant]:
        """Who is drawn from; with the others it is written down why not."""
        lately = came_lately(self.visit, self.months)
        asked = {one.representative_id for one in Invitation.of(self.visit)}
        seen: set[tuple[str, str]] = set()
        entrants = []
        for one in self.applications:
            if one.is_withdrawn:
                continue
            known = one.known
            if one.who in seen:
                one.left_out = "同一人先前已报名，以先报的为准"
            elif known is not None and known.id in asked:
                one.left_out = "已经受到定向邀请"
            elif known is not None and known.id in lately and not one.allowed_reason:
                one.left_out = f"参加过{lately[known.id].name}，未满 {self.months} 个月"
            else:
                entrants.append(one.entrant)
            seen.add(one.who)
        return entrants

    def draw(self, by: Account, public_number: str) -> None:
        """抽签: opens the office code, and invites whom the two numbers name."""
        db.session.refresh(self, with_for_update=True)
        if self.state is not DrawState.FROZEN:
            raise RuleBroken("名单公布之后才能抽签，抽过不能再抽")
        refuse_unless_inviting(self.visit)
        number = "".join(said(public_number, 60, "请填写公开号码").split())
        self.code, self.public_number = str(secret.unseal(self.code_sealed)), number
        self.state, self.drawn_at = DrawState.DRAWN, clock.now()
        db.session.flush()
        told = {"public_number": number, "seed": self.lot.seed}
        record("draw.draw", self.visit.subject, by, **told)
        for entrant in self.lot.drawn:
            self._invite(entrant, by)

    @cached_property
    def lot(self) -> Lot:
        """The draw as it was made."""
        return self.lot_with(self.code, self.public_number)

    def lot_with(self, code: str, public_number: str) -> Lot:
        """What these two numbers would give: for whoever checks."""
        return Lot(self.listing, self.places, code, public_number)

    @property
    def substitutes(self) -> list[Entrant]:
        """Those not asked yet, in order."""
        asked = {one.number for one in self.applications if one.representative_id is not None}
        return [one for one in self.lot.substitutes if one.number not in asked]

    def fill(self, declined: Invitation, by: Account) -> Invitation | None:
        """候补递补: who takes the place of somebody who cannot come, if anybody is left."""
        if declined.kind is not InvitationKind.OPEN or declined.holds:
            raise RuleBroken("只有公开邀请空出的名额由候补递补")
        place = next(
            one for one in self.applications if one.representative_id == declined.representative_id
        )
        chosen = next_of(self.substitutes, place.town)
        return self._invite(chosen, by, declined) if chosen is not None else None

    def _invite(
        self, entrant: Entrant, by: Account, replaces: Invitation | None = None
    ) -> Invitation:
        one = self.application(entrant.number)
        assert one is not None, "whoever is on the list has applied"
        kind, person = InvitationKind.OPEN, one.person(by)
        publish(f"check_in:{self.visit_id}")
        return Invitation.ask(
            self.visit, person, by, kind, one.allowed_reason, one.wishes, replaces
        )


def decline(invitation: Invitation, by: Account, note: str) -> Invitation | None:
    """不能来: returns who moves up, where a place of the open call became empty."""
    invitation.decline(by, note)
    draw = Draw.of(invitation.visit)
    if draw is None or invitation.kind is not InvitationKind.OPEN:
        return None
    return draw.fill(invitation, by)


def open_to(token: str) -> Draw | None:
    """The call behind the address of its public page."""
    return db.session.scalar(select(Draw).filter_by(token=token))
