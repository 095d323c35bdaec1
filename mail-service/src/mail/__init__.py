"""Mail: tells people what they asked for or should answer; the one service that may send mail."""
