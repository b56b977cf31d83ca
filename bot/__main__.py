"""`python -m bot`, which ./mend calls."""

from __future__ import annotations

import sys

from bot.launcher.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
