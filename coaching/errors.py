"""What can be wrong with the coach's content."""

from __future__ import annotations

from pathlib import Path


class ContentError(Exception):
    """A file of content cannot be used; the message names file, line and what to do, for its editor."""

    def __init__(self, file: Path, line: int, problem: str) -> None:
        """Say where and what.

        Args:
            file: The file, as it was opened.
            line: Line number, counted from one.
            problem: One plain sentence.
        """
        super().__init__(f"{file.parent.name}/{file.name}, line {line}: {problem}")
        self.file = file
        self.line = line
        self.problem = problem
