import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.afas.addresses import Address, Company, Environment, Unreadable, read_company

REAL = [
    (Environment.PRODUCTION, "rest"),
    (Environment.TEST, "resttest"),
    (Environment.ACCEPT, "restaccept"),
    (Environment.TRAINING, "restcursus"),
]
LETTERS = {"O": Environment.PRODUCTION, "T": Environment.TEST, "A": Environment.ACCEPT}

numbers = st.integers(10000, 99999).map(str)
white_space = st.text(" \t\r\n\u00a0\u200b\ufeff", max_size=2)


@st.composite
def written_companies(draw):
    number = draw(numbers)
    environment, word = draw(st.sampled_from(REAL))
    letter = draw(st.sampled_from(sorted(LETTERS)))
    scheme = draw(st.sampled_from(["https://", "http://", ""]))
    path = draw(
        st.sampled_from(["", "/", "/ProfitRestServices", "/profitrestservices/metainfo?a=b"])
    )
    text, implied = draw(
        st.sampled_from(
            [
                (number, None),
                (rf"AOL\{number}.jansen", None),
                (f"{letter}{number}AA", LETTERS[letter]),
                (f"{number}.{word}", environment),
                (f"{scheme}{number}.{word}.afas.online{path}", environment),
            ]
        )
    )
    text = draw(st.sampled_from([text, text.upper(), text.lower()]))
    strewn = "".join(draw(white_space) + character for character in text) + draw(white_space)
    return strewn, Company(number, implied)


@given(written_companies())
def test_every_way_of_writing_a_company_id_is_read(written):
    text, company = written
    assert read_company(text) == company


@given(st.text() | st.from_regex(r"[OTA]?[0-9]{4,6}([A-Z]{2})?(\.rest[a-z]*)?(\.afas\.online/?)?"))
def test_whatever_is_typed_the_host_is_one_of_afas(text):
    try:
        number = read_company(text).number
    except Unreadable:
        return
    assert re.fullmatch(
        r"https://[1-9][0-9]{4}\.resttest\.afas\.online/ProfitRestServices",
        Address(number, Environment.TEST).url,
    )


@pytest.mark.parametrize(
    ("text", "explanation"),
    [
        ("", "is empty"),
        ("3648", "five digits, this one has 4"),
        ("364801", "five digits, this one has 6"),
        ("00480", "from 10000 to 99999"),
        ("X36480AA", "not with X"),
        ("O3648AA", "five digits, this one has 4"),
        ("36480.soap.afas.online", r"followed by .rest, .resttest"),
        ("36480.jansen", r"followed by .rest, .resttest"),
        ("https://36480.rest.afas.online.example.com/", "not the address of an AFAS"),
        ("https://36480.rest.afas.online@example.com/", "not the address of an AFAS"),
        ("https://36480.rest.afas.online:8443/", "not the address of an AFAS"),
        ("https://example.com/36480.rest.afas.online/", "not the address of an AFAS"),
        ("https://36480.afasinsite.nl/", "not the address of an AFAS"),
        ("Enyoi Holding", "not a company id"),
        ("\u0663\u0666\u0664\u0668\u0660", "not a company id"),
        ("<token><version>1</version><data>AB</data></token>", "looks like a token"),
        ("0123456789abcdef" * 4, "looks like a token"),
    ],
)
def test_an_unreadable_company_id_is_told_what_is_wrong(text, explanation):
    with pytest.raises(Unreadable, match=re.escape(explanation)) as refusal:
        read_company(text)
    assert "O36480AA" in str(refusal.value)
    assert "0123456789abcdef" not in str(refusal.value)


@pytest.mark.parametrize(("environment", "word"), REAL)
def test_each_environment_has_its_own_host(environment, word):
    url = f"https://36480.{word}.afas.online/ProfitRestServices"
    assert Address("36480", environment).url == url


@pytest.mark.parametrize("environment", Environment)
def test_the_sandbox_offers_every_environment_under_its_own_address(environment):
    address = Address("36480", environment, "http://127.0.0.1:8001/")
    assert address.url == f"http://127.0.0.1:8001/{environment}/36480/ProfitRestServices"


def test_elsewhere_are_the_other_environments_of_the_same_participant():
    assert Address("36480", Environment.TEST).elsewhere() == (
        Address("36480", Environment.PRODUCTION),
        Address("36480", Environment.ACCEPT),
        Address("36480", Environment.TRAINING),
    )


def test_elsewhere_stays_inside_the_sandbox():
    others = Address("36480", Environment.SANDBOX, "http://sandbox.test").elsewhere()
    assert {other.environment for other in others} == {environment for environment, _ in REAL}
    assert all(other.url.startswith("http://sandbox.test/") for other in others)
