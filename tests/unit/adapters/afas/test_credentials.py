import base64
import itertools
import json

import pytest
from pydantic import ValidationError

from adapters.afas.addresses import Environment
from adapters.afas.credentials import AfasCredentials
from unit.adapters.afas.scripted_afas import DATA, TOKEN

COMPANY_IDS = ["36480", "O36480AA", "https://36480.rest.afas.online/ProfitRestServices/metainfo"]
TOKENS = [TOKEN, base64.b64encode(TOKEN.encode()).decode(), DATA]


def refusals(**filled_in):
    with pytest.raises(ValidationError) as refusal:
        AfasCredentials(**filled_in)
    return {error["loc"]: error["msg"] for error in refusal.value.errors()}


def test_the_fields_stand_in_the_order_of_the_form():
    assert list(AfasCredentials.model_fields) == [
        "company_id",
        "environment",
        "token",
        "token_name",
        "client_id",
        "client_secret",
        "default_payment_terms",
        "administration",
        "default_analytic_plan",
        "code_lists",
    ]
    assert AfasCredentials.secret_names() == {"token", "client_secret"}
    assert all(info.title and info.description for info in AfasCredentials.model_fields.values())


@pytest.mark.parametrize("environment", ["production", "sandbox"])
def test_nine_ways_of_writing_the_same_connection_are_the_same_connection(environment):
    nine = {
        AfasCredentials(company_id=company_id, token=token, environment=environment)
        for company_id, token in itertools.product(COMPANY_IDS, TOKENS)
    }
    assert len(nine) == 1
    (one,) = nine
    assert one.books_id == f"36480/{environment}"
    assert one.revealed()["token"] == TOKEN


def test_what_was_sealed_opens_to_the_same_credentials():
    filled_in = {
        "company_id": "T36480AA",
        "client_id": " me ",
        "client_secret": " s3cret ",
        "token_name": "The gateway",
        "administration": "3; 1,,01 ",
        "default_payment_terms": "14",
        "default_analytic_plan": "1",
    }
    given = AfasCredentials(**filled_in)
    sealed = json.dumps(given.revealed())
    assert AfasCredentials(**json.loads(sealed)) == given
    assert json.loads(sealed) == filled_in | {
        "company_id": "36480",
        "environment": "test",
        "client_id": "me",
        "client_secret": "s3cret",
        "administration": "1, 3",
    }


def test_what_may_be_shown_is_json_without_the_secrets():
    named = {"token_name": "The gateway", "administration": "1, 3"}
    shown = AfasCredentials(company_id="36480.resttest", token=TOKEN, **named).public()
    assert json.loads(json.dumps(shown)) == named | {"company_id": "36480", "environment": "test"}


def test_fields_left_blank_are_absent():
    optional = set(AfasCredentials.model_fields) - {"company_id", "token"}
    plain = AfasCredentials(company_id="36480", token=TOKEN)
    for blank in ("", " \t", None):
        assert (
            AfasCredentials(company_id="36480", token=TOKEN, **dict.fromkeys(optional, blank))
            == plain
        )
    assert plain.administrations == ()
    assert refusals(company_id=" ", token=TOKEN) == {("company_id",): "Field required"}


@pytest.mark.parametrize(
    ("filled_in", "environment"),
    [
        ({"company_id": "36480"}, "production"),
        ({"company_id": "A36480AB"}, "accept"),
        ({"company_id": "36480.restcursus"}, "training"),
        ({"company_id": "36480", "environment": " Accept "}, "accept"),
        ({"company_id": "T36480AA", "environment": Environment.TEST}, "test"),
        ({"company_id": r"AOL\36480.jansen", "environment": "training"}, "training"),
    ],
)
def test_the_environment_is_the_one_given_else_the_one_implied_else_production(
    filled_in, environment
):
    assert AfasCredentials(token=TOKEN, **filled_in).environment == environment


def test_an_environment_that_contradicts_the_company_id_is_refused_naming_both():
    refused = refusals(company_id="O36480AA", environment="test", token=TOKEN)
    assert list(refused) == [("environment",)]
    assert "production" in refused["environment",]
    assert "test" in refused["environment",]


@pytest.mark.parametrize("environment", ["acceptance", 3, ["test"]])
def test_an_unknown_environment_is_refused_with_the_five_that_exist(environment):
    refused = refusals(company_id="O36480AA", environment=environment, token=TOKEN)
    assert "'production', 'test', 'accept', 'training' or 'sandbox'" in refused["environment",]


def test_every_field_that_is_wrong_is_named_at_once():
    refused = refusals(company_id="36", environment="x", token=DATA[:-1], administration="first")
    assert set(refused) == {("company_id",), ("environment",), ("token",), ("administration",)}
    assert refused["administration",].startswith("Administrations are given by their numbers")


@pytest.mark.parametrize(
    ("given", "field", "told"),
    [
        ({}, "token", "A token is needed"),
        ({"client_id": "me"}, "client_secret", "needs its client secret"),
        ({"client_secret": "s3cret"}, "client_id", "needs its client id"),
        ({"token": TOKEN, "client_id": "me"}, "client_secret", "needs its client secret"),
        ({"token": TOKEN, "client_secret": "s3cret"}, "client_id", "needs its client id"),
        ({"token": TOKEN, "client_id": "me", "client_secret": "s3cret"}, "token", "Give either"),
    ],
)
def test_a_connection_signs_in_with_a_token_or_with_a_client(given, field, told):
    refused = refusals(company_id="36480", **given)
    assert list(refused) == [(field,)]
    assert told in refused[field,]


@pytest.mark.parametrize("administration", ["0", "-1", "1.5", "1 - Enyoi", "1|2"])
def test_an_administration_is_a_number(administration):
    refused = refusals(company_id="36480", token=TOKEN, administration=administration)
    assert list(refused) == [("administration",)]


def test_several_administrations_are_numbers():
    several = AfasCredentials(company_id="36480", token=TOKEN, administration="3; 1")
    assert several.administrations == (1, 3)


@pytest.mark.parametrize(
    "filled_in",
    [
        {"token": TOKEN},
        {"company_id": TOKEN, "token": TOKEN},
        {"company_id": 36480, "token": TOKEN, "client_secret": DATA},
        {"company_id": "36480", "token": DATA + "0"},
        {"company_id": "36480", "token": [DATA]},
        {"company_id": "36480", "token": TOKEN, "tokn": DATA},
        {"company_id": "36480", "client_secret": DATA},
        {"company_id": "36480", "environment": DATA, "token": TOKEN},
        {"company_id": "O36480AA", "environment": "test", "token": TOKEN, "client_secret": DATA},
        {"company_id": "36480", "token": TOKEN, "administration": DATA},
        {"company_id": "36480", "token": TOKEN, "client_id": "me", "client_secret": DATA},
    ],
)
def test_no_refusal_repeats_a_secret(filled_in):
    for validate, form in (
        (AfasCredentials.model_validate, filled_in),
        (AfasCredentials.model_validate_json, json.dumps(filled_in)),
    ):
        with pytest.raises(ValidationError) as refusal:
            validate(form)
        error = refusal.value
        told = f"{error} {error!r} {error.errors()} {error.json()} {error.__context__!r}"
        assert DATA[:16] not in told


def test_something_other_than_a_form_is_refused():
    with pytest.raises(ValidationError):
        AfasCredentials.model_validate(TOKEN)


def test_credentials_do_not_show_their_secrets():
    given = AfasCredentials(company_id="36480", token=TOKEN)
    assert DATA[:16] not in f"{given!r} {given} {given.model_dump_json()}"


def test_code_lists_are_checked_when_they_are_given():
    given = {"company_id": "36480", "token": TOKEN}
    lists = '{"journal_type": {"4": "customer_invoice"}, "reverse_charge": {"2": true}}'
    assert AfasCredentials(**given, code_lists=lists).code_lists == lists
    for wrong in ("sales", '{"journals": {}}', '{"journal_type": {"4": "sale"}}'):
        with pytest.raises(ValidationError) as refusal:
            AfasCredentials(**given, code_lists=wrong)
        assert [error["loc"] for error in refusal.value.errors()] == [("code_lists",)]
