"""The message outbox: asked once, sent after the act, tried again, parked with its reason."""

import datetime

from django.core import mail
from django.utils import timezone

from office import outboxes
from office.models import MessageOutbox, MessageState

NOW = timezone.make_aware(datetime.datetime(2026, 11, 20, 8, 0))


def asked(key="reading:1", **facts) -> MessageOutbox:
    return outboxes.ask_to_send(
        **{"key": key, "recipient": "minh@binhan.example", "subject": "Cần đọc QT-05", "body": "Mở: /tai-lieu/5/", "now": NOW} | facts
    )  # fmt: skip


def test_a_message_asked_for_twice_is_sent_once_with_a_name_of_its_own(db):
    asked()
    asked(subject="khác")
    assert outboxes.send_waiting(NOW) == 1
    assert outboxes.send_waiting(NOW + datetime.timedelta(hours=1)) == 0
    (message,) = mail.outbox
    assert (message.subject, message.to) == ("Cần đọc QT-05", ["minh@binhan.example"])
    assert message.extra_headers["Message-ID"].startswith("<")
    row = MessageOutbox.objects.get()
    assert (row.state, row.sent_at) == (MessageState.SENT, NOW)
    MessageOutbox.objects.update(state=MessageState.WAITING, sent_at=None)  # as if killed between sending and noting
    outboxes.send_waiting(NOW)
    assert mail.outbox[1].extra_headers["Message-ID"] == message.extra_headers["Message-ID"]


def test_a_file_message_is_one_file_however_often_it_is_written(db):
    asked(channel="file")
    for _again in range(2):
        MessageOutbox.objects.update(state=MessageState.WAITING, sent_at=None)
        outboxes.send_waiting(NOW)
    (path,) = outboxes.folder().iterdir()
    assert "Mở: /tai-lieu/5/" in path.read_text(encoding="utf-8")


def test_failures_are_tried_again_ever_later_and_parked_in_the_end(db, monkeypatch):
    def refuse(row):
        raise ConnectionRefusedError("no server")

    monkeypatch.setitem(outboxes._CHANNELS, "email", refuse)
    asked()
    now, pauses = NOW, []
    for _attempt in range(outboxes.MAX_ATTEMPTS - 1):
        assert outboxes.send_waiting(now) == 0
        row = MessageOutbox.objects.get()
        pauses.append((row.send_after - now).total_seconds() / 60)
        assert outboxes.send_waiting(row.send_after - datetime.timedelta(seconds=1)) == 0
        assert MessageOutbox.objects.get().attempts == row.attempts
        now = row.send_after
    assert pauses == [1, 4, 16, 64, 256]
    outboxes.send_waiting(now)
    row = MessageOutbox.objects.get()
    assert (row.state, row.attempts) == (MessageState.PARKED, 6)
    assert "6 lần" in row.reason
    assert "no server" in row.reason


def test_a_subject_with_a_newline_forges_no_header(db):
    asked(subject="Cần đọc\nBcc: other@example.org")
    assert outboxes.send_waiting(NOW) == 0
    assert mail.outbox == []
    assert "BadHeaderError" in MessageOutbox.objects.get().reason


def test_one_message_in_two_senders_goes_once(installation):
    installation.race("tests.office.racers:ask_for_messages", processes=1, count=40)
    sent = installation.race("tests.office.racers:send_messages", processes=4)
    assert sum(sent) == 40
    assert len(list((installation.home / "messages").glob("*.txt"))) == 40


def test_the_oldest_go_first_and_a_run_has_an_end(db):
    for number in range(3):
        asked(key=f"k{number}", subject=str(number), now=NOW - datetime.timedelta(minutes=number))
    assert outboxes.send_waiting(NOW, most=2) == 2
    assert [message.subject for message in mail.outbox] == ["2", "1"]
