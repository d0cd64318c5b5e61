"""The key of a ballot box (票箱钥匙): while a round is open its ballots lie sealed under it.

It is in no database, so neither a backup nor the write-ahead log of one can ever be read without
it; and when the round ends it is destroyed, so whoever kept every version of every page has kept
nothing. It lies in a folder of its own beside the files, never among them.
"""

import json
import os
import secrets
import zlib
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from sqlalchemy import event
from sqlalchemy.orm import Session

from models.base import RuleBroken, db

BLOCK = 8 * 1024  # every ballot is as long as the others, whatever was written on it
NONCE, KEY = 12, 32

GONE = "票箱钥匙不在这台服务器上，选票无法读取。请把测评作废后重新组织"

_folder: Path


def keep_in(folder: Path) -> None:
    """Set where keys are kept; create_app calls it with DATA_DIR/ballot-keys."""
    global _folder
    _folder = folder
    _folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def _path(evaluation_id: int) -> Path:
    return _folder / f"{evaluation_id}.key"


def make(evaluation_id: int) -> None:
    """A fresh key, on the disk before the round is open to anybody."""
    path = _path(evaluation_id)
    path.unlink(missing_ok=True)  # of an opening that failed
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(ChaCha20Poly1305.generate_key())
        file.flush()
        os.fsync(file.fileno())
    _settle_folder()


def exists(evaluation_id: int) -> bool:
    return _path(evaluation_id).exists()


def kept() -> set[int]:
    """The rounds whose keys are here."""
    return {int(path.stem) for path in _folder.glob("*.key") if path.stem.isdecimal()}


def destroy(evaluation_id: int) -> None:
    """Overwritten, then gone. A disk may keep older copies of blocks; no file names them."""
    path = _path(evaluation_id)
    try:
        with path.open("r+b") as file:
            file.write(secrets.token_bytes(KEY))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
    except FileNotFoundError:
        return
    _settle_folder()


def _settle_folder() -> None:
    handle = os.open(_folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class Box:
    """票箱 of an open round: seals what goes in, and reads it again."""

    def __init__(self, evaluation_id: int) -> None:
        """Raises RuleBroken when the key is not here."""
        try:
            self._cipher = ChaCha20Poly1305(_path(evaluation_id).read_bytes())
        except FileNotFoundError:
            raise RuleBroken(GONE) from None
        self._bound = f"evaluation:{evaluation_id}".encode()

    def seal(self, content: Any) -> bytes:
        """As long for an empty ballot as for a full one; never the same twice."""
        packed = zlib.compress(json.dumps(content, ensure_ascii=False).encode())
        size = -(-(len(packed) + 4) // BLOCK) * BLOCK
        padded = (len(packed).to_bytes(4, "big") + packed).ljust(size, b"\0")
        nonce = secrets.token_bytes(NONCE)
        return nonce + self._cipher.encrypt(nonce, padded, self._bound)

    def unseal(self, sealed: bytes) -> Any:
        try:
            padded = self._cipher.decrypt(sealed[:NONCE], sealed[NONCE:], self._bound)
        except InvalidTag:
            raise RuleBroken(GONE) from None
        size = int.from_bytes(padded[:4], "big")
        return json.loads(zlib.decompress(padded[4 : 4 + size]))


def destroy_at_commit(evaluation_id: int) -> None:
    """Once the end of the round is stored, and not if it is not."""
    db.session.info.setdefault("ballot_keys", set()).add(evaluation_id)


@event.listens_for(db.session, "after_commit")
def _destroy(session: Session) -> None:
    for evaluation_id in sorted(session.info.pop("ballot_keys", ())):
        destroy(evaluation_id)


@event.listens_for(db.session, "after_rollback")
def _keep(session: Session) -> None:
    session.info.pop("ballot_keys", None)
