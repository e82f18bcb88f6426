"""`huhang message`: what would be sent today, a message to copy, and what was told by telephone."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from huhang import edge
from huhang.commands.options import AsOf, InJurisdiction, Json
from huhang.console import Refused, say, show_json
from notifiers import copying
from notifiers.previewing import Preview
from obligations.roster import Recipient
from rounds.preview import preview as previewed
from tasks import journal

app = typer.Typer(no_args_is_help=True, help="消息：预览、复制、登记电话告知")

Who = Annotated[str, typer.Argument(metavar="POST", help="岗位、单位或姓名")]
MessageId = Annotated[
    str, typer.Argument(metavar="ID", help="消息编号（或开头几位），见 huhang inbox")
]
Caller = Annotated[str, typer.Option("--by", metavar="NAME", help="打电话的人")]
Note = Annotated[str, typer.Option("--note", metavar="文字", help="对方怎么说")]


@app.command()
def preview(
    who: Who, as_of: AsOf = None, wanted: InJurisdiction = None, as_json: Json = False
) -> None:
    """今天的巡检会给谁发什么：每个渠道上的原文和字节数。什么也不改、不发。"""
    with edge.at_work(wanted, as_of) as at:
        posts = edge.posts_of(at, who)
        recipients = {at.jurisdiction.roster.recipient(post, at.on) for post in posts}
        names = {found.name for found in recipients if isinstance(found, Recipient)}
        every = previewed(at.database, at.jurisdiction.id, at.now, at.channels)
    found = [one for one in every if one.recipient in names or set(posts) & set(one.posts)]
    if as_json:
        show_json([asdict(one) for one in found])
        return
    for one in found:
        _show(one)
    if not found:
        say(f"今天没有要再告知 {who} 的；已告知的见 huhang inbox {who}")


@app.command()
def text(message: MessageId, wanted: InJurisdiction = None) -> None:
    """一条消息的短文本，可以直接复制到聊天里；不含登录链接。"""
    with edge.at_work(wanted) as at, at.database.read() as session:
        try:
            found = copying.find(session, at.jurisdiction.id, message)
        except copying.NoSuchMessage as error:
            raise Refused(str(error)) from error
        say(copying.short_text(found))


@app.command()
def told(message: MessageId, by: Caller, note: Note = "", wanted: InJurisdiction = None) -> None:
    """登记：这条消息已电话告知。还没发出的不再发。"""
    with edge.at_work(wanted) as at, at.database.write() as session:
        journal.lock(session, at.jurisdiction.id)
        try:
            found = copying.find(session, at.jurisdiction.id, message)
            copying.told_by_telephone(session, found, by=by, now=at.now, note=note)
        except (copying.NoSuchMessage, copying.TellingRefused) as error:
            raise Refused(str(error)) from error
    say(f"已登记：{by} 电话告知 {found.recipient}（{found.subject}）")


def _show(one: Preview) -> None:
    say(f"{one.recipient}（{'、'.join(one.posts)}）")
    for form in one.forms:
        say(f"── {form.channel}，{form.size} 字节")
        for line in form.text.splitlines():
            say(f"    {line}".rstrip())
    say("")
