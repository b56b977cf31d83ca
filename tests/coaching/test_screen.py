import time

import pytest

from coaching.screen import shared_screen

DANGERS = [
    ("crisis_self_harm", "I want to die"),
    ("crisis_self_harm", "i’m gonna kms"),
    ("crisis_self_harm", "I DON'T WANT TO LIVE ANYMORE"),
    ("crisis_self_harm", "im not ok i want to die"),
    ("crisis_self_harm", "he never listens i want to die"),
    ("crisis_self_harm", "I hope i don't wake up, I can't forgive myself"),
    ("crisis_self_harm", "I read a book and now I want to kill myself"),
    ("crisis_self_harm", "everyone would be better off without me"),
    ("violence", "He hits me when he is drunk."),
    ("violence", "he hit me then cried and said sorry"),
    ("violence", "he hit me hard and then bought me flowers, how do I trust him again"),
    ("violence", "he wouldn't stop when I said no, he is sorry now"),
    ("violence", "I don't care he hits me"),
    ("violence", "he pushed me down the stairs"),
    ("violence", "I've learned to cover it with makeup"),
    ("coercive_control", "I'm not allowed my own bank card"),
    ("coercive_control", "he didn't let me leave the room"),
    ("threat_to_others", "I hit my wife last night"),
    ("child_at_risk", "he hit our son"),
]
HARMLESS = [
    "My wife kicked me out after I cheated. How do I earn her trust back?",
    "I kicked him out when I found the messages",
    "My affair hurt our kids",
    "he pushed me to forgive him too fast",
    "I beat him at chess",
    "he lives 500 kms away",
    "I want to end everything with him",
    "I grabbed her phone",
    "I'm 2 years sober and my drinking hurt her",
    "she threw me out",
    "she held my hand on the way home",
    "he never hit me",
    "I would never kill myself",
    "it hit me that he lied",
    "I don't want to die",
    "he's killing me lol",
    "she pushed me away",
    "I could kill him for forgetting, haha",
]


@pytest.mark.parametrize(("label", "text"), DANGERS, ids=[text for _, text in DANGERS])
def test_outright_dangers_are_seen(label: str, text: str) -> None:
    """Safety 2: what is said outright is seen, with curly quotes, capitals and other negations around it."""
    assert shared_screen().label(text) == label


@pytest.mark.parametrize("text", HARMLESS)
def test_hyperbole_negation_and_everyday_words_are_no_danger(text: str) -> None:
    """Safety 2: nobody is shouted at for a saying, a kicked-out husband or a game of chess."""
    assert shared_screen().label(text) == "none"


@pytest.mark.parametrize(
    "word", [" has been", " was", " i", " my", " he says", " really", " not", " kill", "a"]
)
def test_no_text_holds_up_the_screen(word: str) -> None:
    """A message made to be slow costs no other chat its answer."""
    begun = time.perf_counter()
    shared_screen().label("he" + word * 1000)
    assert time.perf_counter() - begun < 1
