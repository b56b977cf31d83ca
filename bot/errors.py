"""What can stop the coach, each with a sentence for the person who runs it.

MendError
├── SettingsError      a setting cannot be used
├── StoreError         the conversation store cannot be opened
├── ModelError         there is no model that can be loaded
├── TrainingError      training did not succeed
└── TelegramError      Telegram refuses this bot (a wrong token, a second process)
"""


class MendError(Exception):
    """An error whose message is meant for the person who runs the coach; it never holds user text."""


class SettingsError(MendError):
    """A setting cannot be used."""


class StoreError(MendError):
    """The conversation store cannot be opened."""


class ModelError(MendError):
    """There is no model that can be loaded."""


class TrainingError(MendError):
    """Training did not succeed."""


class TelegramError(MendError):
    """Telegram refuses this bot."""
