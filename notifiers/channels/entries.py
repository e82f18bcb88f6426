"""One entry of the file of channels as it was written: its tags, its own terms, what is left for Apprise."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from apprise.utils.parse import GET_SCHEMA_RE

from notifiers.channels import terms
from notifiers.channels.channel import tag_of


def own_terms(entry: Any) -> list[dict[str, Any]]:
    """What is ours of each channel that the entry stands for: usually one, several where it lists
    variants."""
    tokens = next(iter(_under_address(entry)), None)
    variants = tokens if isinstance(tokens, list) else [tokens]
    return [_only(variant, ours=True) if isinstance(variant, dict) else {} for variant in variants]


def for_apprise(entry: Any) -> Any:
    """The entry without what is ours."""
    if not isinstance(entry, dict):
        return entry
    return {key: _stripped(value) if _is_address(key) else value for key, value in entry.items()}


def _stripped(tokens: Any) -> Any:
    if isinstance(tokens, list):
        return [_stripped(variant) for variant in tokens]
    return _only(tokens, ours=False) if isinstance(tokens, dict) else tokens


def _only(tokens: dict[str, Any], *, ours: bool) -> dict[str, Any]:
    return {key: value for key, value in tokens.items() if (key in terms.NAMES) is ours}


def _is_address(key: Any) -> bool:
    return bool(GET_SCHEMA_RE.match(str(key)))


def _under_address(entry: Any) -> Iterator[Any]:
    """What is written under the entry's address."""
    if isinstance(entry, dict):
        yield from (value for key, value in entry.items() if _is_address(key))


def wrong_tags(sheet: dict[str, Any], entry: Any) -> list[str]:
    """The faults of the tags of an entry, and of those for the whole sheet."""
    return list(dict.fromkeys(_wrong_tags(sheet, entry)))


def _wrong_tags(sheet: dict[str, Any], entry: Any) -> Iterator[str]:
    for tag in _written_tags(sheet, entry):
        if ":" in tag:
            yield f"标签 {tag!r} 里不能有冒号"
        elif tag_of(tag) != tag.lower():
            yield f"标签 {tag!r} 里不能有空格和分隔符，请写成 {tag_of(tag)!r}"


def _written_tags(sheet: dict[str, Any], entry: Any) -> Iterator[str]:
    """The tags as they were written, wherever Apprise looks for them."""
    places = [sheet, entry]
    for tokens in _under_address(entry):
        places.extend(tokens if isinstance(tokens, list) else [tokens])
    for place in places:
        if isinstance(place, dict):
            written = place.get("tag", place.get("tags"))
            yield from _each_tag(written)


def _each_tag(written: Any) -> Iterator[str]:
    if isinstance(written, list):
        yield from (str(tag) for tag in written)
    elif written is not None:
        yield from str(written).replace(",", " ").replace("，", " ").replace(";", " ").split()
