"""Mail: sends e-mails about results and invitations; the only service that may send e-mail."""
