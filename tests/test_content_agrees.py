import re
from typing import Any

import pytest
import yaml

from actions.buttons import button
from bot.commands import COMMANDS
from bot.payloads import parse_payload
from bot.settings import PROJECT
from coaching.needs import NEEDS, SAFETY, TALK, TURNS
from coaching.unsure import needs_to_offer

DOMAIN: dict[str, Any] = yaml.safe_load((PROJECT / "domain.yml").read_text(encoding="utf-8"))
RULES = (PROJECT / "data" / "stories" / "rules.yml").read_text(encoding="utf-8")
INTENTS = [*TALK, *TURNS, *NEEDS, *SAFETY]


def examples() -> dict[str, list[str]]:
    """Intent to its written examples."""
    found: dict[str, list[str]] = {}
    for file in (PROJECT / "data" / "nlu").glob("*.yml"):
        for block in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]:
            lines = [line[2:].strip() for line in block["examples"].splitlines() if line.startswith("- ")]
            found.setdefault(block["intent"], []).extend(lines)
    return found


def test_domain_and_design_name_the_same_intents() -> None:
    """No intent exists in one place only."""
    assert sorted(DOMAIN["intents"]) == sorted(INTENTS)


def test_every_intent_has_at_least_forty_written_examples() -> None:
    """No need is taught by a handful of sentences."""
    counts = {intent: len(set(lines)) for intent, lines in examples().items()}
    assert {intent: counts.get(intent, 0) for intent in INTENTS if counts.get(intent, 0) < 40} == {}


def test_no_example_teaches_two_intents() -> None:
    """A sentence stands for one need."""
    owner: dict[str, str] = {}
    for intent, lines in examples().items():
        for line in lines:
            assert owner.setdefault(line.lower(), intent) == intent, line


@pytest.mark.parametrize(
    "intent", [*(set(NEEDS) - {"log_progress"}), "tell_role", "out_of_scope", "nlu_fallback", "privacy"]
)
def test_every_need_is_answered_by_a_rule(intent: str) -> None:
    """Whatever is understood, something follows."""
    assert re.search(rf"intent: {intent}$", RULES, re.MULTILINE)


def test_every_action_of_the_domain_is_written() -> None:
    """The dialogue never calls for an action that nobody wrote."""
    from rasa_sdk.executor import ActionExecutor

    executor = ActionExecutor()
    executor.register_package("actions")
    named = {one if isinstance(one, str) else next(iter(one)) for one in DOMAIN["actions"]}
    assert named == set(executor.actions)


def test_every_response_that_an_action_utters_exists() -> None:
    """No answer is lost for want of a wording."""
    files = [*(PROJECT / "actions").glob("*.py"), *(PROJECT / "bot" / "telegram").glob("*.py")]
    code = "\n".join(file.read_text(encoding="utf-8") for file in files)
    uttered = set(re.findall(r'"(utter_[a-z_]+)"', code)) | {f"utter_{label}" for label in SAFETY}
    assert uttered - set(DOMAIN["responses"]) == set()


def test_responses_are_calm_and_have_variations() -> None:
    """No cheer in pain, and no words that come back at once."""
    frames = {"utter_say", "utter_instead", "utter_try"}
    for name, variations in DOMAIN["responses"].items():
        assert name in frames or len(variations) >= 2, name
        for variation in variations:
            assert "!" not in variation["text"], name
            assert len(variation.get("buttons", [])) <= 3, name


def test_every_button_in_the_domain_can_be_pressed() -> None:
    """No button leads nowhere."""
    for variations in DOMAIN["responses"].values():
        for variation in variations:
            for one in variation.get("buttons", []):
                intent, _ = parse_payload(one["payload"])
                assert intent in DOMAIN["intents"]


@pytest.mark.parametrize("need", NEEDS)
def test_every_need_can_be_offered_as_a_button(need: str) -> None:
    """Being unsure always ends in something to press."""
    assert parse_payload(button(need, need)["payload"]) == (need, [])


def test_commands_lead_to_intents() -> None:
    """The menu offers only what the dialogue knows."""
    assert set(COMMANDS.values()) <= set(DOMAIN["intents"])


def test_only_needs_are_offered_and_at_most_three() -> None:
    """Small talk and dangers are never offered as a guess."""
    ranking = [
        ("violence", 0.4),
        ("greet", 0.2),
        ("forgiveness", 0.2),
        ("trust_again", 0.1),
        ("ashamed", 0.05),
    ]
    assert needs_to_offer(ranking) == ["forgiveness", "trust_again", "ashamed"]
    assert needs_to_offer([("forgiveness", 0.5), ("ashamed", 0.01), ("distance", 0.01)]) == [
        "forgiveness",
        "ashamed",
    ]
    assert needs_to_offer([]) == []
