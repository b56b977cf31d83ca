import time

import pytest

from coaching.helplines import shared_helplines
from coaching.situation import read_situation, stated_side


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("he lied. again.", "hurt"),
        ("I cheated on my wife three months ago and she found out", "caused"),
        ("I was lied to", "hurt"),
        ("we have both strayed", "both"),
        ("I want to apologize", "caused"),
        ("I read her diary and now she won't talk to me", "caused"),
        ("asking for a friend, her husband cheated", None),
        ("what's the weather like", None),
    ],
)
def test_the_side_is_read_from_the_words(text: str, role: str | None) -> None:
    """Who did what to whom is told by the words, passive voice and a friend's story too."""
    assert read_situation(text).role == role


@pytest.mark.parametrize(
    ("text", "breach"),
    [
        ("my husband slept with someone else", "infidelity"),
        ("she lied to me", "lying"),
        ("he promised to be there", "broken_promise"),
        ("he ran up £9000 of debt", "money"),
        ("she screamed at me", "harsh_words"),
        ("he read my diary", "privacy"),
        ("he relapsed again", "addiction"),
        ("I feel sad", None),
    ],
)
def test_the_breach_is_read_from_the_words(text: str, breach: str | None) -> None:
    """The kind of breach is told by what happened."""
    assert read_situation(text).breach == breach


@pytest.mark.parametrize(
    ("text", "feeling"),
    [
        ("I feel so betrayed and angry", "betrayed"),
        ("I'm not angry", None),
        ("left him alone", None),
        ("I hurt him", None),
        ("he is ashamed", None),
        ("I am so ashamed", "ashamed"),
    ],
)
def test_only_the_writers_own_feelings_are_heard(text: str, feeling: str | None) -> None:
    """What another feels, or what is denied, is never said back as the writer's feeling."""
    assert read_situation(text).feeling == feeling


def test_the_other_person_is_named_as_the_writer_names_them() -> None:
    """ "My boss" becomes "your boss"."""
    assert read_situation("my boss lied").partner == "your boss"
    assert read_situation("he lied").partner is None


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("a bit of both", "both"),
        ("I did it", "caused"),
        ("I was hurt", "hurt"),
        ("it was done to me", "hurt"),
    ],
)
def test_short_answers_name_a_side(text: str, role: str) -> None:
    """Whoever is asked which side they are on is understood."""
    assert stated_side(text) == role


@pytest.mark.parametrize(
    "word", [" has been", " was", " had been caught", " my", " i've have had", " really"]
)
@pytest.mark.parametrize("start", ["he", "i", "my wife", "i feel"])
def test_no_text_holds_up_the_reader(start: str, word: str) -> None:
    """A message made to be slow costs no other chat its answer."""
    begun = time.perf_counter()
    read_situation(start + word * 500)
    assert time.perf_counter() - begun < 1


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Germany", "DE"),
        ("Canada please", "CA"),
        ("I'm in Kenya right now", "KE"),
        ("the UK", "GB"),
        ("us", "US"),
        ("between us", None),
        ("Atlantis", None),
    ],
)
def test_a_country_is_understood_however_it_is_answered(text: str, country: str | None) -> None:
    """Safety 9: nobody in danger has to guess the right form."""
    assert shared_helplines().country(text) == country
