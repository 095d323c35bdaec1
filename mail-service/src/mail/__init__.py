"""Mail: tells customers what became of their sites; the one service that may send mail."""
