"""Records of sent e-mails."""
