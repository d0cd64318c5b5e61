"""What is the same in every demo: digits of cards and the ids that tablets would have made."""

import hashlib
import uuid


def digits(visit: int, seat: int) -> str:
    """The eight digits of a demo card."""
    drawn = hashlib.sha256(f"demo card {visit}-{seat}".encode()).hexdigest()
    return f"{int(drawn, 16) % 10**8:08}"


def client_id(visit: int, key: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"demo {visit} {key}"))
