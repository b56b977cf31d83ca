"""A bot of a few lines that stands in for Rasa: python fake_bot.py [--behaviour ...] [what bench adds].

answers    one reply to every message
silent     an empty list of replies
dies       ends before it listens
breaks     answers with status 500
hangs up   closes the connection without an answer
tires      takes longer the more a talk has been through
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import ClassVar

TIRED_SECONDS = 0.00003
"""What every earlier message of a talk adds to a turn of a bot that tires."""


class Door(BaseHTTPRequestHandler):
    """Rasa's REST channel, as far as the bench knows it."""

    behaviour = "answers"
    heard: Path | None = None
    messages: ClassVar[Counter[str]] = Counter()

    def do_POST(self) -> None:
        """Answer one message."""
        message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.messages[message["sender"]] += 1
        if self.heard is not None:
            with self.heard.open("a") as file:
                file.write(f"{message['sender']}: {message['message']}\n")
        if self.behaviour == "hangs up":
            return
        if self.behaviour == "tires":
            time.sleep(TIRED_SECONDS * self.messages[message["sender"]])
        body = b"[]" if self.behaviour == "silent" else b'[{"text": "I see."}]'
        self.send_response(500 if self.behaviour == "breaks" else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Print nothing for a request."""


def main() -> None:
    """Listen until told to end."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--behaviour", default="answers")
    parser.add_argument("--heard", type=Path)
    parser.add_argument("--interface", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--credentials", type=Path)
    options = parser.parse_args()
    if options.behaviour == "dies":
        sys.exit("No model was found.")
    Door.behaviour, Door.heard = options.behaviour, options.heard
    HTTPServer((options.interface, options.port), Door).serve_forever()


if __name__ == "__main__":
    main()
