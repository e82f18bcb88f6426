"""A real mail server on loopback, also behind TLS, that refuses what it is told to refuse."""

from __future__ import annotations

import socket
import ssl
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any
from urllib.parse import quote

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = "huhang@example.org", "p4ss"


class Mailbox:
    """Keeps what it accepts. `answers` are given to the next mails, `refuses` to recipients by address."""

    def __init__(
        self, mode: str = "plain", certificate: Path | None = None, *, one_by_one: bool = False
    ) -> None:
        self.mails: list[EmailMessage] = []
        self.envelopes: list[list[str]] = []
        self.answers: deque[str] = deque()
        self.refuses: dict[str, str] = {}
        self.sessions: set[int] = set()
        self.mode, self.one_by_one = mode, one_by_one
        options: dict[str, Any] = {}
        if certificate:
            served = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            served.load_cert_chain(certificate)
            options = {"tls_context" if mode == "starttls" else "ssl_context": served}
        self._controller = Controller(
            self, hostname="127.0.0.1", port=_free_port(), ready_timeout=20,
            authenticator=_authenticate, auth_require_tls=mode == "starttls", **options,
        )  # fmt: skip

    async def handle_EHLO(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return responses if self.one_by_one else [responses[0], "250-PIPELINING", *responses[1:]]

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 fine"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.sessions.add(id(session))
        if self.answers:
            return self.answers.popleft()
        parsed = message_from_bytes(envelope.content, policy=default)
        assert isinstance(parsed, EmailMessage)
        self.mails.append(parsed)
        self.envelopes.append(list(envelope.rcpt_tos))
        return "250 accepted"

    @property
    def url(self) -> str:
        return self.address("somebody@example.org")

    def address(self, to: str, *, sign_in: bool = False, password: str = PASSWORD) -> str:
        schema = "mailto" if self.mode == "plain" else "mailtos"
        who = f"{quote(USER, safe='')}:{password}@" if sign_in else ""
        mode = "" if self.mode == "plain" else f"&mode={self.mode}"
        return f"{schema}://{who}127.0.0.1:{self._controller.port}/?from={USER}&to={to}{mode}"

    @contextmanager
    def running(self) -> Iterator[Mailbox]:
        self._controller.start()
        try:
            yield self
        finally:
            self._controller.stop()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def _authenticate(
    server: Any, session: Any, envelope: Any, mechanism: str, given: Any
) -> AuthResult:
    right = isinstance(given, LoginPassword) and given.password == PASSWORD.encode()
    return AuthResult(success=right, handled=False)


def certificate(folder: Path) -> Path:
    """A certificate for 127.0.0.1 that vouches for itself, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a test")])
    now = datetime.now(UTC)  # noqa: TID251  # certificates are checked by the real clock
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "certificate.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file
