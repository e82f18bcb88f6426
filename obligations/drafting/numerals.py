"""Numbers as notices write them: 十二, 12, ⑫."""

from __future__ import annotations

_NUMERALS = "零一二三四五六七八九十"


def slug_number(number: str) -> str:
    """`12` for 十二, 12 and ⑫; the number itself where it is none."""
    if number.isdecimal():
        return str(int(number))
    if len(number) == 1 and "①" <= number <= "⑳":
        return str(ord(number) - ord("①") + 1)
    tens, ten, ones = number.rpartition("十")
    if ten and len(number) <= 3:
        return str(
            (_NUMERALS.find(tens) if tens else 1) * 10 + max(_NUMERALS.find(ones), 0) * bool(ones)
        )
    return str(_NUMERALS.find(number)) if number in _NUMERALS and number else ""
