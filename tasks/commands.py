"""The moves of a task as commands: each takes the session and never commits, journals what it did, and
raises MoveRefused, in words for the person who tried, when it cannot be done."""

from __future__ import annotations

from tasks.changing import cancel, pause, reassign, reopen, resume, waive
from tasks.excusing import ask_waiver, refuse_waiver
from tasks.extending import ask_extension, grant_extension, refuse_extension
from tasks.handing_in import accept, return_, submit, withdraw
from tasks.lifecycle import MoveRefused
from tasks.no_fault import excuse, take_back

__all__ = [
    "MoveRefused",
    "accept",
    "ask_extension",
    "ask_waiver",
    "cancel",
    "excuse",
    "grant_extension",
    "pause",
    "reassign",
    "refuse_extension",
    "refuse_waiver",
    "reopen",
    "resume",
    "return_",
    "submit",
    "take_back",
    "waive",
    "withdraw",
]
