"""`./mend telegram`: the coach in Telegram."""

from __future__ import annotations

import os
import socket
from argparse import Namespace
from typing import Any

from bot.errors import SettingsError
from bot.launcher.progress import working
from bot.launcher.training import ensure_model
from bot.settings import PROJECT, Settings
from coaching.check import check_content

NO_TOKEN = (
    "TELEGRAM_BOT_TOKEN is not set. In Telegram, write /newbot to @BotFather, then start Mend with the token "
    "that you get: TELEGRAM_BOT_TOKEN=... ./mend telegram"
)
LISTENING = "Mend is awake and turns to Telegram. Ctrl-C ends it."


def run(_arguments: Namespace) -> int:
    """Serve until Ctrl-C or SIGTERM.

    Raises:
        MendError: There is no token, no model or no free port, or Telegram refuses the bot.
    """
    settings = Settings.from_env(os.environ)
    if settings.telegram_token is None:
        raise SettingsError(NO_TOKEN)
    _check_port(settings.host, settings.port)
    check_content()
    model = ensure_model()
    with working("Waking the coach", always=False):
        from bot.launcher.quiet import quieten_logs

        quieten_logs()
        from rasa.core.run import serve_application

        from bot.action_endpoint import read_endpoints
    serve_application(
        model_path=str(model),
        interface=settings.host,
        port=settings.port,
        credentials=str(PROJECT / "credentials.yml"),
        enable_api=False,
        endpoints=read_endpoints(str(PROJECT / "endpoints.yml")),
        server_listeners=[(_say_listening, "after_server_start")],
    )
    return 0


async def _say_listening(app: Any, _loop: Any) -> None:
    # A model that cannot be loaded ends the channel, which says so itself.
    if app.ctx.agent.is_ready():
        print(LISTENING, flush=True)


def _check_port(host: str, port: int) -> None:
    """Try the port first: the server would only end without a word.

    Raises:
        SettingsError: Another program listens there, or this computer has no such address.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as fault:
            raise SettingsError(
                f"Mend cannot listen on {host}, port {port} ({fault.strerror}). Stop what is using it, or "
                "choose another with MEND_PORT and MEND_HOST."
            ) from None
