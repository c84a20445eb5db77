"""What is refused as a password, and what is said about the others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.errors import BadInput
from salesdesk.security.passwords import Strength, check_password, judge
from salesdesk.words import LANGUAGES, words_of


@pytest.mark.parametrize(
    ("password", "strength"),
    [
        ("kfjw9", Strength.TOO_SHORT),
        ("k" * 130, Strength.TOO_LONG),
        ("Passw0rd!", Strength.KNOWN),
        ("P@ssw0rd123", Strength.KNOWN),
        ("woaini1314", Strength.KNOWN),
        ("Salesdesk2026", Strength.KNOWN),
        ("1990-01-01", Strength.KNOWN),
        ("password123password123", Strength.MONOTONE),
        ("qwertyuiop", Strength.MONOTONE),
        ("87654321", Strength.MONOTONE),
        ("aaaaaaaaaaaa", Strength.MONOTONE),
        ("1qaz2wsx", Strength.MONOTONE),
        ("abcabcabcabc", Strength.MONOTONE),
        ("horse-lamp", Strength.WEAK),
        ("kfjw92mx", Strength.FAIR),
        ("kfjw92mxQ7t", Strength.GOOD),
        ("correct-lamp-river-nine", Strength.STRONG),
        ("春江花月夜的第七行", Strength.STRONG),
    ],
)
def test_strength_is_told(password, strength):
    assert judge(password, alone=False).strength is strength


def test_a_password_that_stands_alone_is_longer():
    assert judge("kfjw92mxQ7t", alone=True).missing == 4
    assert judge("kfjw92mxQ7t-eule", alone=True).accepted


def test_ones_own_name_and_company_are_no_password():
    assert (
        judge("fang xinyuan 88", alone=False, own_words=("Fang Wang", "Xinyuan")).strength is Strength.KNOWN
    )
    assert judge("王芳鑫源电子2026", alone=False, own_words=("王芳", "鑫源电子")).strength is Strength.KNOWN


def test_no_kind_of_character_is_asked_for():
    assert judge("sieben bunte kraniche", alone=True).accepted


def test_more_characters_never_make_it_worse_than_refused():
    assert judge("password and seven blue herons", alone=True).accepted


@given(st.text(max_size=140))
def test_every_text_gets_a_judgement(password):
    judgement = judge(password, alone=False)
    assert judgement.accepted == (judgement.level > 0)


def test_a_refused_one_is_an_error_at_the_field():
    with pytest.raises(BadInput) as refused:
        check_password("12345678", alone=False)
    assert (refused.value.code, refused.value.field) == ("password-monotone", "password")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_judgement_has_words(language):
    texts = words_of(language).texts
    assert [found for found in Strength if f"password.{found}" not in texts] == []
    refused = ("too-short", "too-long", "known", "monotone")
    assert [found for found in refused if f"error.password-{found}" not in texts] == []
