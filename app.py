"""Builds the app: `flask run`, or `gunicorn -c gunicorn.conf.py "app:create_app()"`."""

import os
from collections.abc import Callable, Mapping
from functools import lru_cache
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet
from flask import Flask
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

import blueprints
from models import attachment, ballot_key, db, notice, pace, secret

ENVIRONMENTS = ("production", "demo", "test")
SHORTEST_SECRET = 32

DEFAULTS: dict[str, Any] = {
    "KAIMEN_ENV": "production",
    "COUNTY_NAME": "柞水县",
    "PAPER_PREFIX": "柞政督",  # 机关代字 of notices
    "DATA_DIR": "instance",
    "TRUSTED_PROXIES": "",  # addresses or networks whose X-Forwarded-For is believed
    "STREAM_CAP": 400,
    "SUBMISSIONS_PER_CARD": 10,  # within ten minutes
    "SESSION_COOKIE_NAME": "kaimen",
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
    "MAX_CONTENT_LENGTH": 110 * 1024 * 1024,  # five files of evidence at their largest
    "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
    "MAX_FORM_PARTS": 200,
    "SQLALCHEMY_ENGINE_OPTIONS": {"hide_parameters": True},  # no one's words in a log
    "WTF_CSRF_TIME_LIMIT": None,  # live pages stay open for hours
    "WTF_I18N_ENABLED": False,  # or the forms speak English
}
FROM_ENVIRONMENT = (
    "KAIMEN_ENV",
    "SECRET_KEY",
    "DATABASE_URL",
    "DATA_KEY",
    "COUNTY_NAME",
    "PAPER_PREFIX",
    "DATA_DIR",
    "TRUSTED_PROXIES",
    "STREAM_CAP",
    "SUBMISSIONS_PER_CARD",
)


class BadSetting(SystemExit):
    """Stops the start with one clear line."""


class Plain(Flask):
    """No view here is a coroutine: nobody need look, eight times for each request."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
    """Settings: the defaults, then the environment, then `config`."""
    app = Plain(__name__)
    app.config.from_mapping(DEFAULTS)
    found = {name: os.environ[name] for name in FROM_ENVIRONMENT if os.environ.get(name)}
    app.config.from_mapping(found)
    app.config.from_mapping(config or {})
    _settle(app.config, Path(app.root_path))

    configure_models(app.config)
    db.init_app(app)
    Migrate(app, db, directory="models/migrations", render_as_batch=True)
    CSRFProtect(app)
    blueprints.init_app(app)
    app.wsgi_app = BehindProxies(app.wsgi_app, app.config["TRUSTED_PROXIES"])  # type: ignore[method-assign]
    return app


def configure_models(config: Mapping[str, Any]) -> None:
    """The models' own settings, which belong to the process: the app made last has set them."""
    secret.configure(config["DATA_KEY"])
    notice.configure(config["PAPER_PREFIX"])
    pace.configure(config["SUBMISSIONS_PER_CARD"])
    attachment.keep_in(Path(config["DATA_DIR"]) / "files")
    ballot_key.keep_in(Path(config["DATA_DIR"]) / "ballot-keys")


class BehindProxies:
    """Believes X-Forwarded-For and -Proto from the named proxies, and from nobody else."""

    def __init__(self, app: Any, proxies: str) -> None:
        self.bare, self.fixed = app, ProxyFix(app, x_for=1, x_proto=1)
        try:
            self.networks = [
                ip_network(item.strip()) for item in proxies.split(",") if item.strip()
            ]
        except ValueError:
            raise BadSetting("TRUSTED_PROXIES must be addresses or networks") from None
        self.believes = lru_cache(maxsize=1024)(self._believes)

    def __call__(self, environ: Any, start_response: Any) -> Any:
        trusted = self.believes(environ.get("REMOTE_ADDR", ""))
        return (self.fixed if trusted else self.bare)(environ, start_response)

    def _believes(self, peer: str) -> bool:
        try:
            address = ip_address(peer)
        except ValueError:  # a socket of this machine has none
            return False
        return any(address in network for network in self.networks)


def _settle(config: dict[str, Any], root: Path) -> None:
    """Check the settings and derive the rest from them. Raises BadSetting."""
    if config["KAIMEN_ENV"] not in ENVIRONMENTS:
        raise BadSetting(f"KAIMEN_ENV must be one of {', '.join(ENVIRONMENTS)}")
    for name in ("STREAM_CAP", "SUBMISSIONS_PER_CARD"):
        try:
            config[name] = int(config[name])
        except ValueError:
            raise BadSetting(f"{name} must be a number") from None
    folder = Path(config["DATA_DIR"])
    folder = folder if folder.is_absolute() else root / folder
    folder.mkdir(parents=True, exist_ok=True)
    config["DATA_DIR"] = str(folder)
    if config["KAIMEN_ENV"] == "demo":
        config.update(_kept_keys(folder, config))
    _check_keys(config)
    url = config.get("DATABASE_URL") or f"sqlite:///{folder / 'kaimen.db'}"
    for scheme in ("postgres://", "postgresql://"):
        if url.startswith(scheme):
            url = "postgresql+psycopg://" + url.removeprefix(scheme)
    config["SQLALCHEMY_DATABASE_URI"] = url


def _kept_keys(folder: Path, config: dict[str, Any]) -> dict[str, str]:
    """The demo makes its own keys, once, and keeps them beside its data."""
    keys = {}
    for name in ("SECRET_KEY", "DATA_KEY"):
        file = folder / name.lower()
        if config.get(name):
            continue
        if not file.exists():
            file.touch(mode=0o600)
            file.write_text(Fernet.generate_key().decode())
        keys[name] = file.read_text()
    return keys


def _check_keys(config: dict[str, Any]) -> None:
    for name in ("SECRET_KEY", "DATA_KEY"):
        if not config.get(name):
            raise BadSetting(f"{name} is not set; see .env.example")
    if len(config["SECRET_KEY"]) < SHORTEST_SECRET or len(set(config["SECRET_KEY"])) < 10:
        raise BadSetting(f"SECRET_KEY is weak: at least {SHORTEST_SECRET} random characters")
    try:
        secret.configure(config["DATA_KEY"])
    except (ValueError, IndexError):
        raise BadSetting("DATA_KEY is not a Fernet key; see .env.example") from None
