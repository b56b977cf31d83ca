import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.payloads import parse_payload


def test_a_payload_is_read_back() -> None:
    """A press means what its button said."""
    assert parse_payload("/forgiveness") == ("forgiveness", [])
    assert parse_payload('/tell_role{"role":"hurt"}') == ("tell_role", [{"entity": "role", "value": "hurt"}])


@pytest.mark.parametrize(
    "forged",
    [
        "",
        "forgiveness",
        "/restart",
        "/session_start",
        "/violence",
        "/nlu_fallback",
        "/EXTERNAL_x",
        "/greet@0.1",
        '/tell_role{"role":"god"}',
        '/tell_role{"safety":"none"}',
        '/tell_role{"role":1}',
        '/tell_role{"role":"hurt"}x',
        '/go_on{"card":"../../etc/passwd"}',
        '/go_on{"card":"' + "a" * 60 + '"}',
        "/go_on[]",
        "/go_on{",
        '/tell_country{"country":"GB"}',
        "/\ud800",
    ],
)
def test_what_no_button_carries_is_refused_without_repeating_it(forged: str) -> None:
    """Forged data reaches no intent, no slot and no error message."""
    with pytest.raises(ValueError, match=r"^No button carries this\.$"):
        parse_payload(forged)


@given(st.text())
def test_no_text_is_a_fault(text: str) -> None:
    """Whatever arrives is a payload or is refused."""
    try:
        intent, _ = parse_payload(text)
    except ValueError:
        return
    assert text.startswith(f"/{intent}")
