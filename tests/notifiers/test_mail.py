"""E-mail: one connection for many mails, and what the mail server refuses is never called sent."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from apprise import Apprise
from hypothesis import given
from hypothesis import strategies as st

from notifiers.channels import connections, mail, plugins
from notifiers.channels.letter import Letter
from notifiers.channels.mail import Mail
from notifiers.errors import DeliveryError, PermanentError, TransientError, Unreachable
from tests.notifiers.mailbox import PASSWORD, Mailbox

LETTER = Letter("0d6c", "今日 1 项逾期", "窦例毅，您好：\n1. 每月到校指导（9月）")


def channel(address: str) -> Mail:
    plugins.use([Mail])
    made = Apprise.instantiate(address)
    assert isinstance(made, Mail)
    return made


def refusal(made: Mail) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        made.tell(LETTER)
    assert PASSWORD not in str(caught.value)
    assert "@" not in str(caught.value)
    return caught.value


@pytest.fixture(params=[False, True], ids=["all at once", "one by one"])
def mailbox(request: pytest.FixtureRequest) -> Iterator[Mailbox]:
    """A mail server that takes several commands at once, and one that takes one after another."""
    with Mailbox(one_by_one=request.param).running() as made:
        yield made


@pytest.fixture(params=["starttls", "ssl"])
def encrypted(request: pytest.FixtureRequest, certificate_file: Path) -> Iterator[Mailbox]:
    with Mailbox(request.param, certificate_file).running() as made:
        yield made


@pytest.fixture
def vouched_for(certificate_file: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """This machine trusts the certificate of the mail server."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate_file))
    connections.context.cache_clear()
    yield
    connections.context.cache_clear()


def test_a_mail_says_what_the_message_says(mailbox: Mailbox) -> None:
    assert channel(mailbox.url).tell(LETTER) == "电子邮件已接受"
    (received,) = mailbox.mails
    assert received["Subject"] == LETTER.subject
    assert received.get_content().splitlines() == LETTER.body.splitlines()
    assert received["Message-ID"] == "<0d6c@example.org>"
    assert received["X-Huhang-Message-Id"] == "0d6c"
    assert received["To"] == "somebody@example.org"


def test_a_batch_of_mails_goes_over_one_connection(mailbox: Mailbox) -> None:
    made = channel(mailbox.url)
    for n in range(5):
        made.tell(Letter(str(n), "一", "二"))
    made.rest()
    assert len(mailbox.mails) == 5
    assert len(mailbox.sessions) == 1
    made.tell(LETTER)
    assert len(mailbox.sessions) == 2


def test_a_mail_travels_encrypted_and_signed_in(encrypted: Mailbox, vouched_for: None) -> None:
    made = channel(encrypted.address("somebody@example.org", sign_in=True))
    made.tell(LETTER)
    made.tell(LETTER)
    assert [m["Subject"] for m in encrypted.mails] == [LETTER.subject] * 2
    assert len(encrypted.sessions) == 1


def test_a_certificate_that_nobody_vouches_for_is_refused(encrypted: Mailbox) -> None:
    error = refusal(channel(encrypted.url))
    assert isinstance(error, PermanentError)
    assert str(error) == "邮件服务器的证书不可信"
    assert encrypted.mails == []


def test_a_wrong_password_is_refused_for_good(encrypted: Mailbox, vouched_for: None) -> None:
    wrong = encrypted.address("somebody@example.org", sign_in=True, password="other")
    error = refusal(channel(wrong))
    assert isinstance(error, PermanentError)
    assert str(error) == "邮件服务器不接受用户名和密码（535）"


@pytest.mark.parametrize(
    ("answer", "kind"),
    [("451 later", TransientError), ("452 full", TransientError), ("554 no", PermanentError)],
)
def test_a_refusal_for_now_and_one_for_good_are_told_apart(
    mailbox: Mailbox, answer: str, kind: type[DeliveryError]
) -> None:
    mailbox.answers.append(answer)
    made = channel(mailbox.url)
    assert type(refusal(made)) is kind
    assert made.tell(LETTER)
    assert len(mailbox.mails) == 1


def test_a_recipient_refused_for_good_is_a_failure_and_the_others_have_it(
    mailbox: Mailbox,
) -> None:
    mailbox.refuses["b@example.org"] = "550 no such user"
    error = refusal(channel(mailbox.address("a@example.org,b@example.org")))
    assert isinstance(error, PermanentError)
    assert str(error) == "邮件服务器不接受2 个收件人中的 1 个（550），其余已收到"
    assert mailbox.envelopes == [["a@example.org"]]


def test_a_recipient_refused_for_now_holds_the_mail_back_so_that_nobody_has_it_twice(
    mailbox: Mailbox,
) -> None:
    mailbox.refuses["b@example.org"] = "450 greylisted"
    made = channel(mailbox.address("a@example.org,b@example.org"))
    error = refusal(made)
    assert type(error) is TransientError
    assert mailbox.mails == []
    mailbox.refuses.clear()
    made.tell(LETTER)
    assert mailbox.envelopes == [["a@example.org", "b@example.org"]]


def test_the_only_recipient_refused_for_good_is_a_failure(mailbox: Mailbox) -> None:
    mailbox.refuses["somebody@example.org"] = "550 no such user"
    assert str(refusal(channel(mailbox.url))) == "邮件服务器不接受收件人（550）"


def test_a_server_that_is_not_there_is_tried_later() -> None:
    made = channel("mailto://127.0.0.1:9/?from=h@example.org&to=a@example.org")
    assert type(refusal(made)) is Unreachable


def test_a_server_that_hangs_is_left_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "ANSWER", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        made = channel(f"mailto://127.0.0.1:{port}/?from=h@example.org&to=a@example.org")
        error = refusal(made)
    assert (type(error), str(error)) == (Unreachable, "邮件服务器没有及时回答")


def test_a_connection_that_the_server_cut_meanwhile_is_opened_anew(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail, "QUIET", 0.0)
    made = channel(mailbox.url)
    made.tell(LETTER)
    assert made._server
    assert made._server.sock
    made._server.sock.shutdown(socket.SHUT_RDWR)
    assert made.tell(LETTER)
    assert len(mailbox.mails) == 2


def test_only_a_mail_to_one_address_reaches_one_reader() -> None:
    one = "mailto://127.0.0.1/?from=h@example.org&to=a@example.org"
    assert channel(one).is_personal
    assert not channel(one + "&cc=b@example.org").is_personal
    assert not channel(one + "&bcc=b@example.org").is_personal


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=60))
def test_every_subject_arrives_as_it_was_written(subject: str) -> None:
    made = channel("mailto://127.0.0.1/?from=h@example.org&to=a@example.org")
    written = made._composed(Letter("id", subject, "正文"))
    assert all(len(line) <= 78 for line in written.splitlines())
    read = message_from_bytes(written, policy=default)
    assert read["Subject"] == " ".join(subject.split())


def test_a_sender_with_a_chinese_name_is_written_as_one(mailbox: Mailbox) -> None:
    channel(mailbox.url + "&name=护航").tell(LETTER)
    (received,) = mailbox.mails
    assert received["From"].addresses[0].display_name == "护航"


def test_a_subject_of_two_lines_cannot_add_a_header(mailbox: Mailbox) -> None:
    channel(mailbox.url).tell(Letter("id", "今日\r\nBcc: x@example.org", "正文"))
    (received,) = mailbox.mails
    assert received["Bcc"] is None
