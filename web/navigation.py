"""The menu: which pages there are, for whom. The first one that a visitor may open is where he lands."""

from __future__ import annotations

from dataclasses import dataclass

from web.roles import Right, Visitor


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the menu: `right` is what its page needs."""

    label: str
    path: str
    right: Right
    icon: str  #: templates/icons/<icon>.svg


#: In the order of the menu. A page for supervisors comes before 我的任务, so that they land there.
ENTRIES = (
    Entry("督办台", "/board", Right.OVERSEE, "grid"),
    Entry("文件", "/notice", Right.OVERSEE, "paper"),
    Entry("领导一页", "/leaders", Right.LEAD, "flag"),
    Entry("日历", "/calendar", Right.OVERSEE, "calendar"),
    Entry("审核", "/review", Right.REVIEW, "review"),
    Entry("我的任务", "/tasks", Right.HAND_IN, "list"),
    Entry("更多", "/more", Right.OVERSEE, "more"),
    Entry("登录账号", "/accounts", Right.ADMINISTER, "people"),
)


def entries_for(who: Visitor | None) -> tuple[Entry, ...]:
    """The entries that a visitor sees."""
    if who is None:
        return ()
    return tuple(entry for entry in ENTRIES if entry.right in who.rights)


def home_of(who: Visitor) -> str:
    """Where a visitor lands: a leader on the notice itself, others on the first page of their menu."""
    if who.may(Right.LEAD):
        return "/notice"
    return next((entry.path for entry in entries_for(who)), "/account")
