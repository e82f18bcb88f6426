"""What may be written into the register: the least that a call needs, and no facts of any case. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from obligations.sensitive import sensitive_terms

#: The identity fields, each with its longest text in characters. All but the first two can stay empty.
IDENTITY: Mapping[str, int] = {"称呼": 20, "电话": 20, "监护人": 20, "需要的支持": 60}
REQUIRED = ("称呼", "电话")
#: One line about one call, for the next one.
NOTE_LENGTH = 60

_PHONE = re.compile(r"\+?\d[\d -]{5,18}\d")
#: Numbers of identity cards: 18 digits, the last perhaps an X, or 15 of the older ones. Spaces hide none.
_ID_NUMBER = re.compile(r"(?<!\d)(?:\d[ -]?){17}[\dXx](?!\d)|(?<!\d)(?:\d[ -]?){14}\d(?!\d)")
_LONG_DIGITS = re.compile(r"\d{6,}")


def check_identity(fields: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """The fields without spaces around them and without empty ones, and what is wrong with them.

    No message repeats what was typed: it may be a name.
    """
    known = "、".join(IDENTITY)
    wrong = [f"没有“{name}”这一项，可填：{known}" for name in fields if name not in IDENTITY]
    clean = {n: text.strip() for n, text in fields.items() if n in IDENTITY and text.strip()}
    wrong += [f"“{name}”还没有填" for name in REQUIRED if name not in clean]
    for name, text in clean.items():
        wrong += [f"“{name}”{problem}" for problem in _problems(name, text)]
    return clean, wrong


def check_note(text: str) -> list[str]:
    """What is wrong with the one line about a call."""
    return [f"备注{problem}" for problem in text_problems(text, NOTE_LENGTH)]


def check_pointer(agency: str, reference: str) -> list[str]:
    """What is wrong with the pointer to who holds the facts: both or neither, and no facts in it."""
    if bool(agency.strip()) != bool(reference.strip()):
        return ["机关名称和它的内部编号要么都填，要么都不填"]
    return [
        f"{name}{problem}"
        for name, text in (("机关名称", agency), ("内部编号", reference))
        for problem in text_problems(text, 60, digits=True)
    ]


def _problems(name: str, text: str) -> list[str]:
    if name == "电话":
        return [] if _PHONE.fullmatch(text) and not _ID_NUMBER.search(text) else ["应为电话号码"]
    return text_problems(text, IDENTITY[name])


def text_problems(text: str, length: int, *, digits: bool = False) -> list[str]:
    """What is wrong with a short text, each problem to be put behind the name of the field."""
    found = []
    if len(text) > length:
        found.append(f"最多 {length} 字")
    if "\n" in text or "\r" in text:
        found.append("应为一行文字")
    if _ID_NUMBER.search(text):
        found.append("不能有身份证号")
    elif _LONG_DIGITS.search(text) and not digits:
        found.append("不能有长串数字，电话写在“电话”一项")
    if sensitive_terms(text):
        found.append("不写案情和身份标签（案情由办案机关保管，这里只写它的名称和内部编号）")
    return found
