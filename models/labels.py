"""Enums whose members carry the Chinese words shown for them."""

from enum import StrEnum
from typing import Self


class Labelled(StrEnum):
    """Written `NAME = "stored value", "中文"`."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member
