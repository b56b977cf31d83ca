"""A very small Rasa bot: it echoes, and has a form. It trains in seconds: only keywords and rules."""

from __future__ import annotations

from pathlib import Path

from tests.telegram.responses import RESPONSES

_CONFIG = """
recipe: default.v1
language: en
assistant_id: tiny
pipeline:
- name: WhitespaceTokenizer
- name: KeywordIntentClassifier
- name: FallbackClassifier
  threshold: 0.3
policies:
- name: RulePolicy
"""
_DOMAIN = """
version: "3.1"
session_config: {session_expiration_time: 60, carry_over_slots_to_new_session: true}
intents: [greet, practice, affirm, deny, nlu_fallback]
slots:
  said: {type: text, influence_conversation: false, mappings: [{type: from_text}]}
  draft: {type: text, mappings: [{type: from_text, conditions: [{active_loop: practice_form}]}]}
forms:
  practice_form: {required_slots: [draft]}
responses:
  utter_greet: [{text: "hello", buttons: [{title: "Yes", payload: "/affirm"}]}]
  utter_echo: [{text: "echo {said}"}]
  utter_ask_draft: [{text: "what will you say?"}]
  utter_done: [{text: "you say {draft}"}]
  utter_yes: [{text: "yes it is"}]
"""
_NLU = """
version: "3.1"
nlu:
- {intent: greet, examples: "- hello\\n- good day\\n"}
- {intent: practice, examples: "- practise\\n- rehearse\\n"}
- {intent: affirm, examples: "- yes\\n- indeed\\n"}
- {intent: deny, examples: "- nope\\n- never\\n"}
"""
_RULES = """
version: "3.1"
rules:
- {rule: greet, steps: [{intent: greet}, {action: utter_greet}]}
- {rule: echo, steps: [{intent: nlu_fallback}, {action: utter_echo}]}
- {rule: affirm, steps: [{intent: affirm}, {action: utter_yes}]}
- {rule: begin, steps: [{intent: practice}, {action: practice_form}, {active_loop: practice_form}]}
- rule: end
  condition: [{active_loop: practice_form}]
  steps:
  - {action: practice_form}
  - {active_loop: null}
  - {slot_was_set: [{requested_slot: null}]}
  - {action: utter_done}
"""


def write_files(directory: Path) -> None:
    """Write what Rasa trains from, and what it serves with."""
    channel = "".join(f"  {key}: [{{text: {one[0]['text']!r}}}]\n" for key, one in RESPONSES.items())
    files = {
        "config.yml": _CONFIG,
        "domain.yml": _DOMAIN + channel,
        "nlu.yml": _NLU,
        "rules.yml": _RULES,
        "endpoints.yml": "tracker_store: {type: bot.stores.tracker_store.MendTrackerStore}\n",
        "credentials.yml": "tests.telegram.serve_tiny.TinyInput:\n",
    }
    for name, content in files.items():
        (directory / name).write_text(content)


def train(directory: Path) -> str:
    """Train the bot, and give the path of its model."""
    import rasa.api

    write_files(directory)
    result = rasa.api.train(
        domain=str(directory / "domain.yml"),
        config=str(directory / "config.yml"),
        training_files=[str(directory / "nlu.yml"), str(directory / "rules.yml")],
        output=str(directory),
        fixed_model_name="tiny",
    )
    assert result.model is not None
    return str(result.model)
