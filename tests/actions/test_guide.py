from actions.guide import ActionGoOn, ActionGuide, ActionWhyThis
from bot.payloads import parse_payload
from coaching.library import shared_library
from tests.actions.talks import run, tracker


def test_a_need_is_answered_for_the_persons_side() -> None:
    """The card that is shown speaks to whoever asked."""
    (message,), slots = run(ActionGuide(), tracker("forgiveness", "how do I forgive her", role="hurt"))
    card = shared_library().named(slots["card"])
    assert card is not None
    assert card.side in ("hurt", "both")
    assert "forgiveness" in card.needs
    assert message["words"]
    assert slots["need"] == "forgiveness"


def test_what_was_told_comes_back_before_the_guidance() -> None:
    """A detail of the person's own words opens the answer."""
    talk = tracker("was_hurt", "my wife lied to me", entities={"feeling": "betrayed"}, role="hurt")
    (message,), _ = run(ActionGuide(), talk)
    assert "betrayed" in message["opening"]


def test_the_other_person_is_named_as_they_were_named() -> None:
    """Who was called "my boss" is never "your partner"."""
    talk = tracker("was_hurt", "x", role="hurt", partner="your boss", shown_cards=[])
    texts = []
    for _ in range(4):
        messages, slots = run(ActionGuide(), talk)
        texts += [message["words"] for message in messages if "words" in message]
        talk.slots.update(slots)
    assert not any("{" in text or "your partner" in text for text in texts)


def test_asking_twice_brings_something_new() -> None:
    """A second ask on the same need is answered by another card."""
    talk = tracker("was_hurt", role="hurt")
    _, first = run(ActionGuide(), talk)
    talk.slots.update(first)
    _, second = run(ActionGuide(), talk)
    assert first["card"] != second["card"]


def test_words_that_were_just_said_are_not_said_again() -> None:
    """Even when every card has been shown, what still stands on the screen does not come back."""
    talk = tracker("trust_again", role="hurt")
    seen: list[str] = []
    for _ in range(12):
        messages, slots = run(ActionGuide(), talk)
        talk.slots.update(slots)
        for message in messages:
            words = message.get("words") or message.get("instead_of")
            if words:
                assert words not in seen
                seen.append(words)
                talk.events.append({"event": "bot", "text": words, "timestamp": 0})


def test_the_side_is_asked_for_where_guidance_differs_by_it() -> None:
    """Nobody is given the other side's advice by guess."""
    (message,), slots = run(ActionGuide(), tracker("boundaries", "how do boundaries work"))
    assert message["response"] == "utter_ask_side"
    assert [parse_payload(one["payload"])[0] for one in message["buttons"]] == ["tell_role"] * 3
    assert slots["need"] == "boundaries"


def test_telling_the_side_answers_the_need_that_was_asked() -> None:
    """The question of sides costs nobody their question."""
    talk = tracker("tell_role", "/tell_role", role="hurt", need="boundaries")
    _, slots = run(ActionGuide(), talk)
    card = shared_library().named(slots["card"])
    assert card is not None
    assert "boundaries" in card.needs


def test_more_goes_through_the_whole_card_and_on() -> None:
    """Step by step to the thing to try, then to what comes next; never a dead end."""
    talk = tracker("forgiveness", role="hurt")
    _, slots = run(ActionGuide(), talk)
    talk.slots.update(slots)
    card = shared_library().named(slots["card"])
    assert card is not None
    kinds = []
    for _ in card.steps[1:]:
        (message,), slots = run(ActionGoOn(), talk)
        talk.slots.update(slots)
        kinds.append(message["response"])
    assert kinds[-1] == "utter_try"
    (message,), slots = run(ActionGoOn(), talk)
    assert slots["card"] != card.name


def test_a_button_leads_to_the_card_that_it_names() -> None:
    """What may come next comes when it is pressed."""
    name = next(card.name for card in shared_library().cards if card.side == "both")
    _, slots = run(ActionGoOn(), tracker("go_on", "/go_on", entities={"card": name}, role="hurt"))
    assert slots["card"] == name


def test_more_of_nothing_asks_what_it_is_about() -> None:
    """ "Tell me more" at the start is no dead end."""
    (message,), _ = run(ActionGoOn(), tracker("go_on"))
    assert message["response"] == "utter_what_now"


def test_guidance_names_document_and_section() -> None:
    """ "Why this?" gives something that can be looked up, and when it does not fit."""
    card = shared_library().cards[0]
    (message,), _ = run(ActionWhyThis(), tracker("why_this", card=card.name))
    assert all(citation in message["sources"] for citation in shared_library().citations(card))
    assert message["not_when"]


def test_a_forged_card_name_is_no_fault() -> None:
    """A name that no card has is answered like none."""
    (message,), _ = run(ActionWhyThis(), tracker("why_this", entities={"card": "no-such-card"}))
    assert message["response"] == "utter_why_nothing"


def test_pressing_i_was_hurt_is_an_answer() -> None:
    """A need that only one side has tells the side, and is answered."""
    for need, side in (("was_hurt", "hurt"), ("caused_hurt", "caused"), ("partner_not_forgiving", "caused")):
        (message,), slots = run(ActionGuide(), tracker(need, f"/{need}"))
        assert message["response"] == "utter_say"
        assert slots["role"] == side


def test_a_stated_side_outweighs_a_leaning() -> None:
    """What somebody said of themselves is not overruled by a guess."""
    talk = tracker("trust_again", "how do I trust again", entities={"leaning": "hurt"}, role="both")
    _, slots = run(ActionGuide(), talk)
    assert slots["role"] == "both"
