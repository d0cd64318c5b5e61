"""What is sealed when a report is given (举报内容), and its receipt code (查询码)."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime

from models import secret
from models.labels import Labelled

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that looks like something else


class Signature(Labelled):
    """署名: what of its reporter a report says."""

    NAMED = "named", "署名"
    CONFIDENTIAL = "confidential", "保密署名"
    ANONYMOUS = "anonymous", "匿名"


class ReportChannel(Labelled):
    """How it came in."""

    ON_SPOT = "on_spot", "现场"
    NETWORK = "network", "网络"
    LETTER = "letter", "信件"
    TELEPHONE = "telephone", "电话"
    INSPECTION = "inspection", "巡查"


@dataclass(frozen=True)
class Contents:
    """举报内容: what was sealed when the report was given."""

    text: str
    given_at: datetime
    stop: str
    unit_id: int | None  # 反映的单位
    person: str  # 反映的人
    card_id: int | None  # of who signed it; an identity given in confidence is sealed apart
    signature: Signature

    @classmethod
    def of(cls, sealed: str) -> "Contents":
        """Before there was a choice, a card's identity was given in confidence."""
        fields = secret.unseal(sealed)
        usual = Signature.CONFIDENTIAL if fields["card_id"] else Signature.ANONYMOUS
        fields["signature"] = Signature(fields.get("signature", usual))
        fields["given_at"] = datetime.fromisoformat(fields["given_at"])
        return cls(**fields)

    @property
    def is_named(self) -> bool:
        return self.signature is not Signature.ANONYMOUS


def receipt_code(client_id: str) -> str:
    """The receipt code of a report: 12 characters made from its client id and the key."""
    number = int(secret.fingerprint("receipt code", client_id), 16)
    letters = []
    for _ in range(12):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    return "".join(letters)


def receipt_mark(code: str) -> str:
    """What a code is found by. Spaces, hyphens, small and full-width letters are welcome."""
    plain = unicodedata.normalize("NFKC", code).upper()
    return secret.fingerprint("receipt", "".join(ch for ch in plain if ch.isalnum()))
