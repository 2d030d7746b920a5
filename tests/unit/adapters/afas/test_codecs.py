from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from adapters.afas.codecs import (
    AMSTERDAM,
    UNVERIFIED,
    amsterdam,
    code_lists,
    told_by,
    wall_clock_before,
)
from adapters.mapping.codec import Unreadable
from gateway.accounting.journals import JournalType


@pytest.mark.parametrize(
    ("shown", "moment"),
    [
        ("2026-01-15T12:00:00Z", "2026-01-15T11:00:00Z"),
        ("2026-07-15T12:00:00Z", "2026-07-15T10:00:00Z"),
        ("2026-07-15T12:00:00", "2026-07-15T10:00:00Z"),
        ("2026-03-29T01:59:59Z", "2026-03-29T00:59:59Z"),
        ("2026-03-29T03:00:00Z", "2026-03-29T01:00:00Z"),
        ("2025-10-26T01:59:59Z", "2025-10-25T23:59:59Z"),
        ("2025-10-26T02:30:00Z", "2025-10-26T00:30:00Z"),
        ("2025-10-26T03:00:00Z", "2025-10-26T02:00:00Z"),
    ],
)
def test_the_z_of_afas_means_dutch_time(shown, moment):
    assert amsterdam.decode(shown) == datetime.fromisoformat(moment)


@pytest.mark.parametrize("shown", [None, 20260115, "yesterday", "15-01-2026"])
def test_what_is_no_moment_is_refused(shown):
    with pytest.raises(Unreadable):
        amsterdam.decode(shown)


FORTY_YEARS = 40 * 365 * 86_400
CLOCKS_GO_BACK = datetime(2025, 10, 26, 1, tzinfo=UTC)
MOMENTS = some.one_of(
    some.integers(0, FORTY_YEARS).map(lambda s: datetime(2000, 1, 1, tzinfo=UTC) + timedelta(0, s)),
    some.integers(-7200, 7200).map(lambda seconds: CLOCKS_GO_BACK + timedelta(seconds=seconds)),
)


@given(MOMENTS)
def test_a_moment_is_shown_and_read_back_but_for_the_hour_that_comes_twice(moment):
    moment = moment.replace(microsecond=0)
    back = amsterdam.decode(amsterdam.encode(moment))
    repeated = moment.astimezone(AMSTERDAM).fold == 1
    assert back == (moment - timedelta(hours=1) if repeated else moment)


@given(MOMENTS, some.integers(1, 4 * 3600))
def test_whatever_changes_later_is_found_by_what_the_clock_shows(since, seconds):
    changed = (since + timedelta(seconds=seconds)).astimezone(AMSTERDAM).replace(tzinfo=None)
    assert changed.isoformat() > wall_clock_before(since)


@given(MOMENTS)
def test_what_was_read_as_the_last_change_is_asked_for_without_a_gap(moment):
    shown = amsterdam.encode(moment)
    assert wall_clock_before(amsterdam.decode(shown)) <= shown


def test_equal_code_lists_are_the_very_same():
    text = '{"journal_type": {"4": "customer_invoice"}}'
    assert code_lists(text) is code_lists(str(text))
    assert code_lists(text).journal_type == {"4": JournalType.CUSTOMER_INVOICE}
    assert code_lists(text).vat_type == UNVERIFIED.vat_type
    assert code_lists(None) is UNVERIFIED


def test_a_code_in_no_list_is_neither_yes_nor_no():
    codec = told_by({"V": True, "N": False}, "reverse charge")
    assert [codec.decode(raw) for raw in ("V", "N", "X", None)] == [True, False, None, None]
    with pytest.raises(Unreadable):
        codec.encode(None)
