import pytest
from hypothesis import given
from hypothesis import strategies as some

from adapters.afas.reading import READ_AT_ONCE, counted


class Rows:
    def __init__(self, total):
        self.total = total
        self.asked = []

    async def __call__(self, place, take):
        self.asked.append((place, take))
        return max(0, min(take, self.total - place))


@given(total=some.integers(0, 2_000_000), share=some.fractions(0, 1))
async def test_counting_from_a_full_page_is_exact(total, share):
    rows = Rows(total)
    assert await counted(rows, int(total * share), None) == total
    assert len(rows.asked) <= 45


@given(total=some.integers(0, 2_000_000), beyond=some.integers(0, 1_000_000))
async def test_counting_back_from_beyond_the_end_is_exact(total, beyond):
    assert await counted(Rows(total), 0, total + beyond) == total


@pytest.mark.parametrize("total", [101, 399, 400, 401, 5_000])
async def test_a_list_of_some_hundreds_takes_a_handful_of_small_answers(total):
    rows = Rows(total)
    assert await counted(rows, 101, None) == total
    assert len(rows.asked) <= 20
    assert sum(take for _, take in rows.asked) <= READ_AT_ONCE + 20
