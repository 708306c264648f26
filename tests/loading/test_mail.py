"""Stored mail: headers are decoded, the body is read, attachments are counted."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest

from qa_bot.loading import article_from_bytes, article_from_text, load_article
from qa_bot.loading.mail import is_mail

BODY = "The café on Pier Seven opens at 9 o’clock. Bring the 40 € that Åke Öberg lent you, and tell the captain that I will be late.\n"


def mail(**parts: str) -> EmailMessage:
    found = EmailMessage()
    found["From"] = "Åsa Lindström <asa@example.org>"
    found["To"] = "Nils Aho <nils@example.org>"
    found["Subject"] = "Breakfast – at the café"
    found["Date"] = "Tue, 02 Mar 2021 10:15:00 +0100"
    found.set_content(parts.get("plain", BODY), cte=parts.get("cte", "quoted-printable"))
    if "html" in parts:
        found.add_alternative(parts["html"], subtype="html")
    return found


@pytest.mark.parametrize("cte", ["quoted-printable", "base64", "8bit"])
def test_a_mail_is_read_as_it_is_seen(tmp_path: Path, cte: str) -> None:
    path = tmp_path / "pier.eml"
    path.write_bytes(mail(cte=cte).as_bytes())
    article = load_article(path)
    assert [p.text for p in article.paragraphs] == [
        "From: Åsa Lindström <asa@example.org>",
        "To: Nils Aho <nils@example.org>",
        "Date: Tue, 02 Mar 2021 10:15:00 +0100",
        "Subject: Breakfast – at the café",
        BODY.strip(),
    ]
    assert (article.title, article.date, article.report.kind) == ("Breakfast – at the café", "2021-03-02", "mail")


def test_attachments_are_counted_and_the_plain_body_is_preferred() -> None:
    message = mail(html="<p>In <b>bold</b></p>")
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="a.png")
    message.add_attachment("a,b\n1,2\n", subtype="csv", filename="b.csv")
    article = article_from_bytes(message.as_bytes(), "x.eml")
    assert "bold" not in article.text
    assert BODY.strip() in article.text
    assert "2 attachments" in article.report.dropped


def test_a_mail_that_is_a_web_page() -> None:
    message = EmailMessage()
    message["From"], message["Subject"] = "a@example.org", "News"
    message.set_content(
        "<html><body><h1>Harbour</h1><p>The crane was sold to a yard in Åbo for 300 €.</p></body></html>", subtype="html", cte="base64"
    )
    article = article_from_bytes(message.as_bytes(), "x.eml")
    assert "The crane was sold to a yard in Åbo for 300 €." in article.text
    assert "<p>" not in article.text


def test_struck_words_and_tables_of_a_mail_that_is_a_web_page() -> None:
    message = EmailMessage()
    message["From"], message["Subject"] = "a@example.org", "Fees"
    message.set_content(
        "<p>The fee is <s>80</s> 55 euros.</p><table><tr><th>Boat</th><th>At</th></tr><tr><td>Gull</td><td>8</td></tr></table>",
        subtype="html",
    )
    article = article_from_bytes(message.as_bytes(), "x.eml")
    assert [article.text[start:end] for start, end in article.struck] == ["80"]
    assert [article.text[start:end] for start, end in article.blocks[-1].cells] == ["Gull", "8"]
    assert "1 struck part, shown but not read" in article.report.dropped


@pytest.mark.parametrize(("delsp", "end"), [("no", " "), ("yes", "  ")])
def test_flowed_lines_are_joined(delsp: str, end: str) -> None:
    lines = ["The keys are with Olaf", "Berg at Gull House.", "> Who has", "> them?", ">> Not I.", "-- ", "Ann"]
    text = "\n".join(line + end if number in (0, 2) else line for number, line in enumerate(lines))
    raw = f"From: a@example.org\nContent-Type: text/plain; format=flowed; delsp={delsp}\n\n{text}\n"
    article = article_from_bytes(raw.encode(), "x.eml")
    assert [p.text for p in article.paragraphs][1:] == ["The keys are with Olaf Berg at Gull House.", "Who has them?", "Not I.", "Ann"]


def test_a_forwarded_mail_is_read_and_an_attached_one_is_counted() -> None:
    message = mail(plain="See below.\n")
    message.add_attachment(mail(plain="The crane was sold.\n"), disposition="inline")
    message.add_attachment(mail(plain="Secret.\n"))
    article = article_from_bytes(message.as_bytes(), "x.eml")
    assert article.text.index("See below.") < article.text.index("From: Åsa", 10) < article.text.index("The crane was sold.")
    assert "Secret" not in article.text
    assert article.report.dropped == ("1 attachment",)


def test_quotes_in_a_mail_are_quotes() -> None:
    article = article_from_bytes(
        mail(plain="On Monday Eva wrote:\n> The boat leaves from Pier\n> Seven at noon.\n\nFine!\n").as_bytes(), "x.eml"
    )
    assert "The boat leaves from Pier Seven at noon." in article.text
    assert [block.kind for block in article.blocks] == ["quote"]


def test_a_pasted_source_is_decoded() -> None:
    source = mail().as_bytes().decode("ascii")
    assert "=C3" in source or "=E2" in source
    article = article_from_text(source)
    assert BODY.strip() in article.text
    assert "From: Åsa Lindström <asa@example.org>" in article.text
    assert article.report.kind == "mail"


def test_a_letter_with_fields_is_no_stored_mail() -> None:
    text = "From: Eva\nTo: Nils\n\nThe keys are here.\n"
    assert not is_mail(text.encode())
    assert article_from_text(text).text == "From: Eva\n\nTo: Nils\n\nThe keys are here."


@pytest.mark.parametrize("charset", ["iso-8859-1", "windows-1252", "x-unknown", "punycode"])
def test_encodings_of_the_web_are_believed_in_mail(charset: str) -> None:
    head = f"Subject: =?{charset}?Q?Caf=E9_=80?=\nFrom: a@example.org\nMIME-Version: 1.0\nContent-Type: text/plain; charset={charset}\n\n"
    article = article_from_bytes(head.encode() + "Café für 40 €, sagte Åke.".encode("cp1252"), "x.eml")
    assert article.text.endswith("Café für 40 €, sagte Åke.")
    assert article.title == "Café €"


@pytest.mark.parametrize(
    "data", [b"Subject: =?utf-8?B?!!!?=\n\nHello there.", b"\n\nHello there.", b"Content-Type: multipart/mixed\n\nHello there."]
)
def test_broken_mail_is_read_as_far_as_it_goes(data: bytes) -> None:
    assert "Hello there." in article_from_bytes(data, "x.eml").text
