"""The outside world, only the calls we make."""
