"""Sends e-mails with Amazon SES."""

from typing import TYPE_CHECKING

from mail.domain.email import Email

if TYPE_CHECKING:
    from mypy_boto3_ses import SESClient


class EmailSender:
    """Sends e-mails from one address. SES builds the headers from separate fields, so no text can add one."""

    def __init__(self, client: "SESClient", sender: str) -> None:
        self.client, self.sender = client, sender

    def send(self, email: Email, recipient: str) -> str:
        """Send `email` to one address; return the message id of SES."""
        answer = self.client.send_email(
            Source=self.sender,
            Destination={"ToAddresses": [recipient]},
            Message={
                "Subject": {"Data": email.subject, "Charset": "UTF-8"},
                "Body": {
                    "Text": {"Data": email.text, "Charset": "UTF-8"},
                    "Html": {"Data": email.html, "Charset": "UTF-8"},
                },
            },
        )
        return answer["MessageId"]
