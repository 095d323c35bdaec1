"""Amazon SES: takes a letter."""

from typing import TYPE_CHECKING

from mail.domain.letter import Letter

if TYPE_CHECKING:
    from mypy_boto3_ses import SESClient


class LetterBox:
    """Sends letters from one address. SES builds the headers from separate fields; none is put together here."""

    def __init__(self, client: "SESClient", sender: str) -> None:
        self.client, self.sender = client, sender

    def post(self, letter: Letter, recipient: str) -> str:
        """Send `letter`; answer the id under which SES took it."""
        answer = self.client.send_email(
            Source=self.sender,
            Destination={"ToAddresses": [recipient]},
            Message={
                "Subject": {"Data": letter.subject, "Charset": "UTF-8"},
                "Body": {
                    "Text": {"Data": letter.text, "Charset": "UTF-8"},
                    "Html": {"Data": letter.html, "Charset": "UTF-8"},
                },
            },
        )
        return answer["MessageId"]
