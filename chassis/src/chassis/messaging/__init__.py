"""Events, commands and notices: envelopes, the outbox and its relay."""
