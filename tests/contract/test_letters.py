"""What the mailer tells people fits what other services know."""

from invitations.domain.ranks import GRANTED
from mail.domain.notice import ROLES


def test_the_mailer_has_words_for_every_role_that_somebody_can_be_invited_to():
    assert set(ROLES) == {role.value for role in GRANTED}
