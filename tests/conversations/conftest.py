import pytest

from bot.action_endpoint import read_endpoints
from bot.launcher.assistant import Assistant, load_assistant
from bot.launcher.training import ensure_model
from bot.settings import PROJECT


@pytest.fixture(scope="session")
def assistant() -> Assistant:
    """The coach with the project's own trained model; talks stay in memory."""
    return load_assistant(ensure_model(), read_endpoints(str(PROJECT / "endpoints.yml")))
