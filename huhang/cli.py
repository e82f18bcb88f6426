"""The front door: `huhang`, put together from its groups of commands.

Exit codes:
- 0: done.
- 1: not possible now, or something is wrong: one clear line on stderr, nothing changed.
- 2: asked wrongly: an unknown command or option, a value that cannot be read.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence

import typer
from sqlalchemy.exc import DatabaseError, OperationalError
from typer.exceptions import Abort, TyperException

from huhang import mishaps
from huhang.commands import (
    archive,
    assigning,
    calendar,
    case,
    contacts,
    coverage,
    draft,
    exchange,
    house,
    ledger,
    loading,
    messages,
    moves,
    notices,
    papers,
    plan,
    records,
    reports,
    rounds,
    simulate,
    tasks,
    timeline,
    users,
)
from huhang.console import Refused, complain
from huhang.folders import PlanFolderError
from huhang.schema import SchemaTooNewError
from notifiers.errors import ChannelsError
from obligations.faults import PlanError
from reports.spans import UnknownPeriodError
from runtime.database import DatabaseUrlError
from runtime.word import TemplateFault
from tasks.journal import UnknownJurisdictionError
from tasks.lifecycle import MoveRefused
from tasks.plans import OtherRosterError
from tasks.working import RoundRefused

app = typer.Typer(
    name="huhang",
    help="护航：把方案里的职责变成看得见、催得动、有记录的工作。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("up")(house.start)
app.command("doctor")(house.doctor)
app.command("deploy")(house.deploy)
app.command("round")(rounds.round_)
app.command("run")(rounds.run)
app.command("simulate")(simulate.simulate)
app.add_typer(plan.app, name="plan")
plan.app.command("load")(loading.load)
plan.app.command("coverage")(coverage.coverage)
plan.app.command("draft")(draft.draft)
app.command("tasks")(tasks.tasks)
app.add_typer(calendar.app, name="calendar")
app.add_typer(moves.app, name="task")
moves.app.command("timeline")(timeline.timeline)
app.command("assign")(assigning.assign)
app.command("package")(assigning.package)
app.add_typer(messages.app, name="message")
app.add_typer(notices.app, name="notice")
app.add_typer(reports.app, name="report")
reports.app.command("bulletin")(papers.bulletin)
reports.app.command("meeting")(papers.meeting)
reports.app.command("minutes")(papers.minutes)
reports.app.command("information")(papers.information)
reports.app.command("assessment")(papers.assessment)
reports.app.command("summary")(papers.summary)
reports.app.command("goals")(papers.goals_)
reports.app.command("burden")(papers.burden_)
app.add_typer(papers.goal_app, name="goal")
app.command("archive")(archive.archive)
app.command("ledger")(ledger.ledger)
app.add_typer(contacts.app, name="contacts")
app.add_typer(users.app, name="user")
app.add_typer(case.app, name="case")
app.add_typer(exchange.app, name="exchange")
app.command("inbox")(records.inbox)
app.command("journal")(records.journal)

#: Answers of the rooms below to the person who asked.
ANSWERS = (
    ChannelsError,
    DatabaseUrlError,
    MoveRefused,
    OtherRosterError,
    PlanError,
    PlanFolderError,
    RoundRefused,
    SchemaTooNewError,
    TemplateFault,
    UnknownPeriodError,
    UnknownJurisdictionError,
)
#: What a database says that is not there, or is none. Its other errors are bugs of ours.
UNREACHABLE = (OperationalError, DatabaseError)


def main() -> None:
    """Run one command and exit with its code."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command; return its exit code. What the user could mend is said in one line."""
    try:
        return app(list(arguments), standalone_mode=False) or 0
    except Refused as refused:
        complain(str(refused))
        return refused.code
    except ANSWERS as answer:
        complain(str(answer))
    except DatabaseError as error:
        if type(error) not in UNREACHABLE:
            raise
        complain(f"数据库打不开或没有应答：{mishaps.of_database(error)}")
    except OSError as error:
        complain(mishaps.of_file(error))
    except TyperException as error:
        if said := _in_chinese(error):
            complain(said)
        return error.exit_code
    except (Abort, KeyboardInterrupt):
        complain("已取消")
        return 130
    return 1


#: What the parser says in English, and the same for our readers.
_PHRASES = (
    (r"No such command '(.*?)'\.?.*", r"没有命令 \1，可用的见 huhang --help"),
    (r"No such option: (\S+).*", r"没有选项 \1，可用的见 --help"),
    (r"Missing option '(.*?)'.*", r"缺少选项 \1"),
    (r"Missing argument '(.*?)'.*", r"缺少 \1"),
    (r"Missing command\.", "缺少命令，可用的见 --help"),
    (r"Option '(.*?)' requires an argument\.", r"选项 \1 后面缺少内容"),
    (r"Got unexpected extra argument\S* \((.*)\)", r"多出了 \1"),
    (
        r"Invalid value for '?(.*?)'?: '(.*)' is not a valid (int|integer)\.?",
        r"\1 应为整数，读到 \2",
    ),
    (r"Invalid value for '?(.*?)'?: Input should be a valid integer.*", r"\1 应为整数"),
    (r"Invalid value for '?(.*?)'?: Input should be greater than.*", r"\1 应为 1 或更大的整数"),
    (
        r"Invalid value for '?(.*?)'?: Input should be less than or equal to (\d+).*",
        r"\1 太大，最大是 \2",
    ),
    (
        r"Invalid value for '?(.*?)'?: Value error, (.*) is not one of (.*)\.",
        r"\1 读到 \2，应为 \3 之一",
    ),
    (r"Invalid value for '?(.*?)'?: (.*)", r"\1：\2"),
)


def _in_chinese(error: TyperException) -> str:
    said = error.format_message().strip()
    for english, chinese in _PHRASES:
        if re.fullmatch(english, said, re.DOTALL):
            return re.sub(english, chinese, said, flags=re.DOTALL)
    return said
