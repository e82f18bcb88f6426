"""E-mail: Apprise's `mailto://` and `mailtos://` addresses over one kept SMTP connection.

Apprise opens a connection and reads the machine's certificates for every message. This keeps the connection
until nothing more is to be sent, and tells a refusal for now (4xx) from one for good (5xx).
Source: RFC 5321, 4.2.1 and 4.3.2.
"""

from __future__ import annotations

import contextlib
import smtplib
import ssl
import time
from base64 import b64encode, encodebytes
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import lru_cache
from threading import Lock
from typing import Any

from apprise.plugins.email import NotifyEmail

from notifiers.channels.connections import ANSWER, context
from notifiers.channels.letter import MESSAGE_ID, Letter
from notifiers.channels.strict import StrictChannel
from notifiers.errors import DeliveryError, PermanentError, TransientError, Unreachable
from runtime import clock

QUIET = 5.0  # seconds after which a kept connection is asked whether it is still there
_GOOD = 250
_LINE = "\r\n"
_WORD = 11  # characters: at most 44 bytes, 60 in Base64
_FOR_GOOD = 500
_FORWARDED = 251  #: accepted for somebody who has moved


_APPRISE: Any = NotifyEmail  # half typed


class Mail(StrictChannel, _APPRISE):  # type: ignore[misc]
    """One sender, and the recipients of one entry."""

    label = "电子邮件"
    title_maxlen = 250

    def __init__(self, **rest: Any) -> None:
        super().__init__(**rest)
        self._server: smtplib.SMTP | None = None
        self._used_at = 0.0
        self._one_at_a_time = Lock()
        name, sender = self.from_addr
        self._sender = Address(str(name or ""), addr_spec=str(sender))
        self._to = tuple(Address(addr_spec=str(address)) for _, address in self.targets)
        self._cc = tuple(Address(addr_spec=str(address)) for address in sorted(self.cc))
        bcc = (str(address) for address in sorted(self.bcc))
        self._head = _written_once(self._sender, self._to, self._cc)
        self._all = (*(one.addr_spec for one in (*self._to, *self._cc)), *bcc)

    @property
    def is_personal(self) -> bool:
        """A mail to one address reaches one reader."""
        return len(self._all) == 1

    def tell(self, letter: Letter) -> str:
        with self._one_at_a_time, self._told_apart():
            server = self._connected()
            try:
                mail = self._composed(letter)
                refused = _hand_over(server, self._sender.addr_spec, self._all, mail)
            except BaseException:
                self._drop()
                raise
            self._used_at = time.monotonic()
        if refused:
            raise self._refusal(refused)
        return f"{self.label}已接受"

    def rest(self) -> None:
        """Close the connection: mail servers cut off whoever keeps one and says nothing."""
        with self._one_at_a_time:
            if self._server is not None:
                with contextlib.suppress(smtplib.SMTPException, OSError):
                    self._server.quit()
                self._drop()

    def _connected(self) -> smtplib.SMTP:
        quiet = time.monotonic() - self._used_at > QUIET
        if self._server is not None and quiet and not _is_alive(self._server):
            self._drop()
        if self._server is None:
            self._server = self._connect()
        return self._server

    def _connect(self) -> smtplib.SMTP:
        where: dict[str, Any] = {"host": self.smtp_host, "port": self.port, "timeout": ANSWER}
        encrypted = context(verify=bool(self.verify_certificate))
        if self.secure_mode == "ssl":
            server: smtplib.SMTP = smtplib.SMTP_SSL(**where, context=encrypted)
        else:
            server = smtplib.SMTP(**where)
        try:
            if self.secure_mode == "starttls":
                server.starttls(context=encrypted)
            if self.user and self.password:
                server.login(self.user, self.password)
            server.ehlo_or_helo_if_needed()
        except BaseException:
            server.close()
            raise
        return server

    def _drop(self) -> None:
        if self._server is not None:
            self._server.close()
        self._server = None

    def _composed(self, letter: Letter) -> bytes:
        """The mail: RFC 5322, its text in Base64. What is the same in every mail was written once."""
        varying = (
            f"Subject: {_encoded(' '.join(letter.subject.split()))}",
            f"Date: {format_datetime(clock.now())}",
            # The same when it is told again: mailboxes keep one of them.
            f"Message-ID: <{letter.message_id}@{self._sender.domain}>",
            f"{MESSAGE_ID}: {letter.message_id}",
        )
        text = letter.body.replace("\n", _LINE) + _LINE
        return self._head + (_LINE.join(varying) + _LINE * 2).encode() + _in_lines(text.encode())

    @contextmanager
    def _told_apart(self) -> Iterator[None]:
        """What smtplib raises, in our words, without addresses."""
        try:
            yield
        except smtplib.SMTPAuthenticationError as error:
            raise self._by_code(error.smtp_code, "不接受用户名和密码") from None
        except smtplib.SMTPResponseException as error:
            raise self._by_code(error.smtp_code, "不接受") from None
        except smtplib.SMTPNotSupportedError:
            raise PermanentError("邮件服务器不支持所要求的加密或登录") from None
        except ssl.SSLCertVerificationError:
            raise PermanentError("邮件服务器的证书不可信") from None
        except TimeoutError:
            raise Unreachable("邮件服务器没有及时回答") from None
        except (smtplib.SMTPException, OSError) as error:
            if isinstance(error.__context__, TimeoutError):  # smtplib says: disconnected
                raise Unreachable("邮件服务器没有及时回答") from None
            raise Unreachable("连不上邮件服务器") from None

    def _by_code(self, code: int, said: str) -> DeliveryError:
        kind = PermanentError if code >= _FOR_GOOD else TransientError
        return kind(f"邮件服务器{said}（{code}）")

    def _refusal(self, refused: Mapping[str, int]) -> DeliveryError:
        """Nobody has been sent it, or (refused for good) only those who are not in `refused`."""
        codes = "、".join(str(code) for code in sorted(set(refused.values())))
        rest = len(self._all) - len(refused)
        for_good = min(refused.values()) >= _FOR_GOOD
        of = f"{len(self._all)} 个收件人中的 {len(refused)} 个" if rest else "收件人"
        others = "，其余已收到" if rest and for_good else ""
        kind = PermanentError if for_good else TransientError
        return kind(f"邮件服务器不接受{of}（{codes}）{others}")


def _written_once(sender: Address, to: tuple[Address, ...], cc: tuple[Address, ...]) -> bytes:
    """The headers that are the same in every mail."""
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"] = sender, to
    if cc:
        mail["Cc"] = cc
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday notices in answer
    mail["MIME-Version"] = "1.0"
    mail["Content-Type"] = 'text/plain; charset="utf-8"'
    mail["Content-Transfer-Encoding"] = "base64"
    return mail.as_bytes().rstrip() + _LINE.encode()


def _encoded(text: str) -> str:
    """RFC 2047: words of at most 75 characters, no character cut in two."""
    words = (text[n : n + _WORD].encode() for n in range(0, len(text), _WORD))
    return f"{_LINE} ".join(f"=?utf-8?b?{b64encode(word).decode()}?=" for word in words)


def _in_lines(data: bytes) -> bytes:
    """Base64 in lines of at most 76 characters (RFC 2045, 6.8)."""
    return encodebytes(data).replace(b"\n", _LINE.encode())


def _is_alive(server: smtplib.SMTP) -> bool:
    try:
        return server.noop()[0] == _GOOD
    except (smtplib.SMTPException, OSError):
        return False


#: Read once: an address is taken apart slowly.
_quoted = lru_cache(maxsize=1024)(smtplib.quoteaddr)


def _hand_over(
    server: smtplib.SMTP, sender: str, recipients: tuple[str, ...], mail: bytes
) -> dict[str, int]:
    """One mail on an open connection; return the refused recipients with the server's code.

    A refusal for now holds the mail back for everybody: sent again, nobody has it twice. Raises
    smtplib.SMTPException and OSError.
    """
    size = f" size={len(mail)}" if server.has_extn("size") else ""
    commands = [f"MAIL FROM:{_quoted(sender)}{size}"]
    commands += [f"RCPT TO:{_quoted(one)}" for one in recipients]
    first, *others = _answers(server, commands)
    _check(first)
    answers = {one: code for one, (code, _) in zip(recipients, others, strict=True)}
    refused = {one: code for one, code in answers.items() if code not in (_GOOD, _FORWARDED)}
    if len(refused) == len(recipients) or any(code < _FOR_GOOD for code in refused.values()):
        server.rset()
        return refused
    _check(server.data(mail))
    return refused


def _answers(server: smtplib.SMTP, commands: list[str]) -> list[tuple[int, bytes]]:
    """All at once where the server allows it (RFC 2920): a far server is asked once, not each time."""
    if not server.has_extn("pipelining"):
        return [server.docmd(command) for command in commands]
    server.send(_LINE.join((*commands, "")))
    return [server.getreply() for _ in commands]


def _check(answer: tuple[int, bytes]) -> None:
    if answer[0] != _GOOD:
        raise smtplib.SMTPResponseException(*answer)
