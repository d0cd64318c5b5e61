"""Staff accounts, sessions that can be revoked, and the throttle on signing in."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import (
    ForeignKey,
    Index,
    Select,
    String,
    bindparam,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship
from werkzeug.security import check_password_hash, generate_password_hash

from models import clock, secret
from models.audit import record
from models.base import Model, RuleBroken, Versioned, db
from models.roles import GRANTS, Permission, Role
from models.topic import publish
from models.unit import Unit

if TYPE_CHECKING:
    from models.representative import Card

SHORTEST_PASSWORD = 10
HASHING = "scrypt:32768:8:1"  # 32 MiB and about a tenth of a second for each try
LEGIBLE = "abcdefghjkmnpqrstuvwxyz23456789"  # none that looks like another on paper


def new_password() -> str:
    """初始密码: for handing over on paper, like k7mp-x3wd-9htq."""
    return "-".join("".join(secrets.choice(LEGIBLE) for _ in range(4)) for _ in range(3))


class Principal:
    """Whoever is signed in: an account, or a representative's card."""

    is_authenticated = True
    is_anonymous = False
    session_id: int | None = None  # of the session this request came with
    role: Any

    @property
    def is_active(self) -> bool:
        raise NotImplementedError

    def may(self, permission: Permission) -> bool:
        return permission in GRANTS[self.role]


class Account(Principal, Versioned, Model):
    """用户: one member of staff, in one role, of one unit."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(40), default="")  # 职务
    role: Mapped[Role]
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    disabled_at: Mapped[datetime | None] = mapped_column(default=None)

    unit: Mapped[Unit] = relationship(foreign_keys=[unit_id], lazy="joined")

    __mapper_args__ = {"version_id_col": Versioned.version}

    @classmethod
    def open(
        cls,
        *,
        login: str,
        name: str,
        role: Role,
        unit: Unit,
        password: str,
        by: Any,
        title: str = "",
    ) -> "Account":
        """开户. The password is handed over in person."""
        if role is Role.REPRESENTATIVE:
            raise RuleBroken("群众代表凭代表证进入，不开账号")
        if db.session.scalar(select(cls).filter_by(login=login)):
            raise RuleBroken(f"账号「{login}」已被使用，请换一个")
        account = cls(login=login, name=name, role=role, unit=unit, title=title)
        account.password_hash = _hashed(password)
        db.session.add(account)
        db.session.flush()
        record("account.open", account.actor, by, login=login, role=role.value, unit=unit.id)
        account._take_waiting_reports()
        return account

    @property
    def actor(self) -> str:
        return f"account:{self.id}"

    @property
    def is_active(self) -> bool:
        return self.disabled_at is None

    def set_password(self, password: str, by: Any) -> None:
        """改密码: every session of the account ends."""
        self.password_hash = _hashed(password)
        end_sessions(AuthSession.account_id == self.id)
        record("account.password", self.actor, by)

    def disable(self, by: Any) -> None:
        """停用: takes effect at once, on open pages within five seconds."""
        if by is self:
            raise RuleBroken("不能停用自己的账号")
        self.disabled_at = clock.now()
        end_sessions(AuthSession.account_id == self.id)
        record("account.disable", self.actor, by)

    def enable(self, by: Any) -> None:
        """恢复使用."""
        self.disabled_at = None
        record("account.enable", self.actor, by)
        self._take_waiting_reports()

    def give_role(self, role: Role, unit: Unit, by: Any) -> None:
        """调整角色或单位: sessions end, so that no page of the old role stays open."""
        if role is Role.REPRESENTATIVE:
            raise RuleBroken("群众代表凭代表证进入，不开账号")
        if by is self:
            raise RuleBroken("不能调整自己的角色和单位，请另一位管理员办理")
        led = select(Unit.name).where(Unit.leader_id == self.id).order_by(Unit.id)
        units = list(db.session.scalars(led))
        if role is not Role.LEADER and units:
            raise RuleBroken(f"{self.name}分管{'、'.join(units)}，请先为这些单位改定分管领导")
        self.role, self.unit = role, unit
        end_sessions(AuthSession.account_id == self.id)
        record("account.role", self.actor, by, role=role.value, unit=unit.id)
        self._take_waiting_reports()

    def _take_waiting_reports(self) -> None:
        """A report that found no two free investigators waits for the next one who comes."""
        from models.report import Report

        if self.role is Role.INVESTIGATOR:
            db.session.flush()
            Report.name_waiting()


def _hashed(password: str) -> str:
    if len(password) < SHORTEST_PASSWORD:
        raise RuleBroken(f"密码至少 {SHORTEST_PASSWORD} 位")
    return generate_password_hash(password, HASHING)


class AuthSession(Model):
    """会话: one sign-in on one device. The cookie holds a token, the row its fingerprint."""

    __tablename__ = "auth_session"

    LONGEST = timedelta(hours=12)

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    card_id: Mapped[int | None] = mapped_column(ForeignKey("card.id"), index=True)
    started_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    device: Mapped[str] = mapped_column(String(64), default="", index=True)

    account: Mapped[Account | None] = relationship(lazy="joined")
    card: Mapped["Card | None"] = relationship(lazy="joined")

    @classmethod
    def start(cls, principal: Any, device: str = "") -> str:
        """Sign somebody in; returns the token for the cookie."""
        token = secret.new_token()
        now = clock.now()
        session = cls(
            token=secret.fingerprint("session", token),
            account_id=principal.id if isinstance(principal, Account) else None,
            card_id=None if isinstance(principal, Account) else principal.id,
            started_at=now,
            expires_at=now + cls.LONGEST,
            device=secret.fingerprint("device", device) if device else "",
        )
        db.session.add(session)
        record("session.start", principal.actor, principal)
        return token

    @classmethod
    def began_on(cls, device: str) -> bool:
        """Whether anybody has signed in on this device before."""
        mark = secret.fingerprint("device", device)
        return db.session.scalar(select(cls.id).filter_by(device=mark).limit(1)) is not None

    @classmethod
    def principal(cls, token: str) -> Principal | None:
        """Who signed in with this token, if the session still holds."""
        who = Identity.of(token)
        if who is None:
            return None
        from models.representative import Card

        kind: Any = Card if who.role is Role.REPRESENTATIVE else Account
        principal: Principal = db.session.get_one(kind, who.id)
        principal.session_id = who.session_id
        return principal


SESSIONS = "sessions"  # the topic that changes whenever a session ends before its time


@dataclass(frozen=True)
class Identity:
    """身份: what decides where somebody may go. May be kept in memory while `SESSIONS` stands:
    every change of a role, a unit or a card ends sessions, and so changes that topic."""

    session_id: int
    actor: str
    id: int  # of the account or card
    role: Role
    unit_id: int | None  # of an account
    visit_id: int | None  # of a card
    expires_at: datetime
    name: str | None  # of an account, whose name never changes

    @classmethod
    def of(cls, token: str) -> "Identity | None":
        """Who signed in with this token, if the session still holds."""
        mark = secret.fingerprint("session", token)
        row = db.session.execute(_signed_in(), {"mark": mark}).one_or_none()
        if row is None or row.ended_at or row.expires_at <= clock.now():
            return None
        if row.account_id is not None:
            role, is_active = row.role, row.disabled_at is None
        else:
            role, is_active = Role.REPRESENTATIVE, row.revoked_at is None
        if not is_active:
            return None
        kind, key = ("account", row.account_id) if row.account_id else ("card", row.card_id)
        places = (row.unit_id, row.visit_id)
        return cls(row.id, f"{kind}:{key}", key, role, *places, row.expires_at, row.name)

    def may(self, permission: Permission) -> bool:
        return permission in GRANTS[self.role]


@cache  # put together once: asked for every request of somebody new
def _signed_in() -> Select[Any]:
    from models.representative import Card

    found: Any = (
        select(
            AuthSession.id,
            AuthSession.expires_at,
            AuthSession.ended_at,
            AuthSession.account_id,
            AuthSession.card_id,
            Account.name,
            Account.role,
            Account.unit_id,
            Account.disabled_at,
            Card.visit_id,
            Card.revoked_at,
        )
        .outerjoin(Account, Account.id == AuthSession.account_id)
        .outerjoin(Card, Card.id == AuthSession.card_id)
        .where(AuthSession.token == bindparam("mark"))
    )
    return cast(Select[Any], found)


def end_sessions(*which: Any) -> None:
    """End sessions; their live pages close within five seconds."""
    open_ones = update(AuthSession).where(AuthSession.ended_at.is_(None), *which)
    db.session.execute(open_ones.values(ended_at=clock.now()))
    publish(SESSIONS)


def end_session(principal: Any) -> None:
    """退出."""
    end_sessions(AuthSession.id == principal.session_id)
    record("session.end", principal.actor, principal)


def live_sessions(ids: Iterable[int]) -> set[int]:
    """Which of these sessions still hold."""
    held = select(AuthSession.id).where(
        AuthSession.id.in_(list(ids)),
        AuthSession.ended_at.is_(None),
        AuthSession.expires_at > clock.now(),
    )
    return set(db.session.scalars(held))


class SignInFailure(Model):
    """登录失败: counted per key within a window, then forgotten."""

    __tablename__ = "sign_in_failure"
    __table_args__ = (Index("ix_sign_in_failure_key_at", "key", "at"),)

    WINDOW = timedelta(minutes=15)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]

    @classmethod
    def refuse_beyond(cls, key: str, limit: int, why: str = "输错次数过多") -> None:
        """Raises RuleBroken while `key` has been noted `limit` times within the window."""
        since = clock.now() - cls.WINDOW
        recent = select(func.count(), func.min(cls.at)).where(cls.key == key, cls.at > since)
        count, first = db.session.execute(recent).one()
        if count >= limit:
            wait = first + cls.WINDOW - clock.now()
            minutes = max(1, -(-int(wait.total_seconds()) // 60))
            raise RuleBroken(f"{why}，请 {minutes} 分钟后再试，或请工作人员帮忙")

    @classmethod
    def note(cls, *keys: str) -> None:
        now = clock.now()
        db.session.execute(delete(cls).where(cls.at < now - cls.WINDOW))
        db.session.add_all(cls(key=key, at=now) for key in keys)

    @classmethod
    def forgive(cls, key: str) -> None:
        db.session.execute(delete(cls).where(cls.key == key))


WRONG = "账号或密码不对，请核对后再试"
PER_ACCOUNT_AND_ADDRESS = 5


@cache
def _nobodys_hash() -> str:
    return generate_password_hash("nobody's password", HASHING)


def sign_in(login: str, password: str, address: str) -> str | None:
    """Check a password; returns the session's token, or None when it is wrong (the failure is
    noted, so commit in either case). An unknown login takes as long as a known one.

    Raises RuleBroken after too many failures of this login from this address: elsewhere its
    owner still gets in, and nobody else at this address is held up.
    """
    mine = f"{login.lower()[:100]}@{address}"
    SignInFailure.refuse_beyond(mine, PER_ACCOUNT_AND_ADDRESS)
    account = db.session.scalar(select(Account).filter_by(login=login))
    known = account.password_hash if account else _nobodys_hash()
    right = check_password_hash(known, password)
    if account is None or not right or not account.is_active:
        SignInFailure.note(mine)
        record("session.refused", "account", "system", login=login[:40], address=address)
        return None
    SignInFailure.forgive(mine)
    return AuthSession.start(account)
