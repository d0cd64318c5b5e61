"""Telephone numbers (联系电话): read however they are written, compared without being read."""

import re
import unicodedata

from models import secret
from models.base import RuleBroken

WRITTEN = re.compile(r"\+?[\d() -]{7,24}")
MOBILE = re.compile(r"1[3-9]\d{9}")
FIXED = re.compile(r"0\d{9,11}")
LOCAL = re.compile(r"[2-8]\d{6,7}")


def digits_of(telephone: str) -> str:
    """The number alone, however it was written: with blanks, hyphens or full-width digits."""
    folded = unicodedata.normalize("NFKC", telephone)
    return "".join(ch for ch in folded if ch.isascii() and ch.isdecimal())


def mark_of(telephone: str) -> str:
    """The fingerprint of a number: two people's are compared without either being read."""
    digits = digits_of(telephone)
    return secret.fingerprint("telephone", digits) if digits else ""


def telephone_of(text: str) -> str:
    """The number as it is kept. Raises RuleBroken with what is wrong with it."""
    number = unicodedata.normalize("NFKC", text).strip()
    if not number:
        return ""
    digits = digits_of(number)
    if not WRITTEN.fullmatch(number):
        raise RuleBroken("电话号码只能有数字、空格和短横")
    if number.startswith(("+86", "0086")):
        digits = digits.removeprefix("00").removeprefix("86")
    if MOBILE.fullmatch(digits) or FIXED.fullmatch(digits) or LOCAL.fullmatch(digits):
        return digits
    if digits.startswith("1"):
        raise RuleBroken(f"手机号码应为 11 位，这里是 {len(digits)} 位")
    if FIXED.fullmatch("0" + digits):
        raise RuleBroken(f"像是区号前面的 0 丢了：{digits}，请写作 0{digits}")
    raise RuleBroken("不像电话号码，请检查")
