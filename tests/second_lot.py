"""The draw a second time, written from the published steps alone: it uses nothing of the app.

By hand it would be a pencil, a table of SHA-256 and a long afternoon.
"""

from hashlib import sha256


def fingerprint(*parts: str) -> str:
    return sha256("|".join(parts).encode("utf-8")).hexdigest()


def worked_out(
    published: str, places: int, code: str, public_number: str
) -> tuple[list[str], list[str]]:
    """The numbers drawn, in the order of the queue, and the substitutes in theirs."""
    rows = [row.split("|") for row in published.split("\n")]
    seed = fingerprint(code, public_number, sha256(published.encode("utf-8")).hexdigest())
    queue: list[str] = []
    towns = sorted({row[1] for row in rows}, key=lambda town: fingerprint(seed, town))
    for town in towns:
        walks = {row[2] for row in rows if row[1] == town}
        for walk in sorted(walks, key=lambda name: fingerprint(seed, town, name)):
            inside = [row[0] for row in rows if row[1:] == [town, walk]]
            queue += sorted(inside, key=lambda number: fingerprint(seed, number))
    whole = len(queue)
    start = int(fingerprint(seed, "起点"), 16) % whole
    if whole <= places:
        drawn = queue
    else:  # the k-th place goes to the first person at whom the running sum reaches k times N
        drawn = []
        for at, number in enumerate(queue):
            if (start + places * (at + 1)) // whole > (start + places * at) // whole:
                drawn.append(number)
    rest = [number for number in queue if number not in drawn]
    return drawn, sorted(rest, key=lambda number: fingerprint(seed, number))
