"""What can keep the bench from measuring."""

from __future__ import annotations

from bot.errors import MendError


class BenchError(MendError):
    """Something that was to be measured cannot be."""
