"""What a host can set, read from the environment once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.errors import SettingsError

PROJECT = Path(__file__).resolve().parent.parent
MODELS = PROJECT / "models"


@dataclass(frozen=True)
class Settings:
    """The host's choices. `None` means: not set."""

    telegram_token: str | None
    telegram_api_url: str
    """Root of the Bot API server, without the "/bot<token>" part."""
    public_url: str | None
    """Where Telegram reaches this host over HTTPS; set, it turns the webhook on."""
    webhook_secret: str | None
    data_dir: Path
    database_url: str | None
    host: str
    port: int

    @property
    def store_url(self) -> str:
        """SQLAlchemy URL of the conversation store: PostgreSQL where given, else SQLite in `data_dir`."""
        return self.database_url or f"sqlite:///{self.data_dir / 'mend.db'}"

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Settings:
        """Read the settings.

        Raises:
            SettingsError: A value cannot be used; the message says which and why, never the value.
        """

        def get(name: str) -> str | None:
            return environ.get(name, "").strip() or None

        port_text = get("MEND_PORT") or "5005"
        if not port_text.isdecimal() or not 0 < int(port_text) < 65536:
            raise SettingsError("MEND_PORT must be a port number between 1 and 65535.")
        public_url, secret = get("MEND_PUBLIC_URL"), get("MEND_WEBHOOK_SECRET")
        if public_url and not public_url.startswith("https://"):
            raise SettingsError("MEND_PUBLIC_URL must start with https://, as Telegram asks for it.")
        if public_url and not secret:
            raise SettingsError("MEND_PUBLIC_URL needs MEND_WEBHOOK_SECRET beside it: any long random word.")
        return cls(
            telegram_token=get("TELEGRAM_BOT_TOKEN"),
            telegram_api_url=(get("TELEGRAM_API_URL") or "https://api.telegram.org").rstrip("/"),
            public_url=public_url.rstrip("/") if public_url else None,
            webhook_secret=secret,
            data_dir=Path(get("MEND_DATA_DIR") or _default_data_dir(environ)).expanduser(),
            database_url=get("MEND_DATABASE_URL"),
            host=get("MEND_HOST") or "127.0.0.1",
            port=int(port_text),
        )


def _default_data_dir(environ: Mapping[str, str]) -> Path:
    base = environ.get("XDG_DATA_HOME", "").strip()
    return (Path(base) if base else Path.home() / ".local" / "share") / "mend"
