"""Sealing what must not be readable on the disk, and fingerprints of secrets."""

import base64
import hashlib
import hmac
import json
import secrets
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

_fernet: MultiFernet
_pepper: bytes


def configure(data_key: str) -> None:
    """Set the key from DATA_KEY: one or more Fernet keys, comma-separated, newest first.

    The last one also makes the fingerprints and must therefore stay. Raises ValueError for a
    key that is none.
    """
    global _fernet, _pepper
    keys = [key.strip() for key in data_key.split(",") if key.strip()]
    _fernet = MultiFernet([Fernet(key) for key in keys])
    raw = base64.urlsafe_b64decode(keys[-1])
    _pepper = hashlib.sha256(b"kaimen fingerprint" + raw).digest()


def seal(value: Any) -> str:
    """Encrypt anything JSON can hold; the time inside the token is zero, so it tells no order."""
    text = json.dumps(value, ensure_ascii=False)
    return _fernet.encrypt_at_time(text.encode(), 0).decode()


def unseal(token: str) -> Any:
    """Raises `cryptography.fernet.InvalidToken` when the key is not the one it was sealed with."""
    return json.loads(_fernet.decrypt(token.encode()))


def seal_bytes(content: bytes) -> bytes:
    """Encrypt what a file holds; this, too, tells no order."""
    return _fernet.encrypt_at_time(content, 0)


def unseal_bytes(token: bytes) -> bytes:
    """Raises `InvalidToken` as `unseal` does."""
    return _fernet.decrypt(token)


def fingerprint(kind: str, value: str) -> str:
    """A keyed hash to find a secret by, without storing it."""
    return hmac.new(_pepper, f"{kind}:{value}".encode(), hashlib.sha256).hexdigest()


def new_token() -> str:
    return secrets.token_urlsafe(24)


def new_digits(count: int) -> str:
    return f"{secrets.randbelow(10**count):0{count}}"


__all__ = [
    "InvalidToken",
    "configure",
    "fingerprint",
    "new_digits",
    "new_token",
    "seal",
    "seal_bytes",
    "unseal",
    "unseal_bytes",
]
