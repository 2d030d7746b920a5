import base64
import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.afas.addresses import Unreadable
from adapters.afas.tokens import canonical_token, token_header
from unit.adapters.afas.scripted_afas import DATA, TOKEN

DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\r\n'
white_space = st.text(" \t\r\n\u00a0\u200b\ufeff", max_size=1)
data = st.text("0123456789ABCDEF", min_size=64, max_size=64)


def in_lines(text):
    return "\r\n".join(textwrap.wrap(text, 76))


@st.composite
def written_tokens(draw):
    plain = draw(data)
    digits = draw(st.sampled_from([plain, plain.lower()]))
    xml = draw(st.sampled_from(["", DECLARATION])) + draw(
        st.sampled_from(
            [
                f"<token><version>1</version><data>{digits}</data></token>\r\n",
                f"<token>\r\n  <version>1</version>\r\n  <data>{digits}</data>\r\n</token>",
            ]
        )
    )
    encode = draw(st.sampled_from([base64.b64encode, base64.urlsafe_b64encode]))
    encoded = encode(xml.encode()).decode()
    text = draw(st.sampled_from([digits, xml, encoded, encoded.rstrip("="), in_lines(encoded)]))
    places = draw(st.lists(st.integers(0, len(text)), max_size=8))
    for place in places:
        text = text[:place] + draw(white_space) + text[place:]
    return text, f"<token><version>1</version><data>{plain}</data></token>"


@given(written_tokens())
def test_every_way_of_copying_a_token_gives_the_same_xml(written):
    text, canonical = written
    assert canonical_token(text) == canonical
    assert canonical_token(canonical) == canonical


@given(
    st.text(min_size=20) | st.binary(min_size=20).map(lambda raw: base64.b64encode(raw).decode())
)
def test_whatever_else_is_pasted_is_explained_without_repeating_it(text):
    with pytest.raises(Unreadable) as refusal:
        canonical_token(text)
    assert text not in str(refusal.value)


@pytest.mark.parametrize(
    ("text", "explanation"),
    [
        ("", "This is not a token"),
        ("hello", "This is not a token"),
        ("a", "holds 64 characters, this one holds 1"),
        (DATA[:-1], "holds 64 characters, this one holds 63"),
        (DATA + "0", "holds 64 characters, this one holds 65"),
        (DATA[:-1] + "G", "only digits and the letters A to F"),
        (TOKEN.replace(DATA, DATA[:-1]), "holds 64 characters, this one holds 63"),
        (TOKEN.replace(DATA, ""), "This is not a token"),
        (TOKEN.replace("<version>1", "<version>2"), "This is not a token"),
        (TOKEN.removesuffix("</token>"), "This is not a token"),
        (base64.b64encode(b"\xff\xfe\x00").decode(), "This is not a token"),
        (base64.b64encode(TOKEN.encode()).decode()[:-7], "This is not a token"),
    ],
)
def test_an_unreadable_token_is_told_what_is_wrong(text, explanation):
    with pytest.raises(Unreadable, match=explanation) as refusal:
        canonical_token(text)
    assert DATA[:16] not in str(refusal.value)


def test_the_header_holds_the_base64_of_the_whole_xml():
    scheme, encoded = token_header(TOKEN).split(" ")
    assert (scheme, base64.b64decode(encoded).decode()) == ("AfasToken", TOKEN)
