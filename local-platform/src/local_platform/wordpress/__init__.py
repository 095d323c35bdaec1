"""WordPress on this machine: the real one from PHP and MariaDB, or a simulator that answers alike."""
