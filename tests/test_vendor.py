"""What others wrote is what they published."""

from hashlib import sha256
from pathlib import Path

VENDOR = Path(__file__).parents[1] / "static" / "vendor"


def test_vendored_files_match_the_manifest() -> None:
    lines = (VENDOR / "MANIFEST.sha256").read_text().splitlines()
    listed = {name: total for total, name in (line.split("  ") for line in lines)}
    present = {
        file.relative_to(VENDOR).as_posix(): sha256(file.read_bytes()).hexdigest()
        for file in VENDOR.rglob("*")
        if file.is_file() and file.name != "MANIFEST.sha256"
    }
    assert present == listed
