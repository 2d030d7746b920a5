"""What every adapter promises about reading, for whatever it says that it can list."""

import pytest

from gateway.accounting.books import Query
from gateway.accounting.errors import NotFound

LARGEST = 100
STRANGE_IDS = ("no-such-id", "1,2", "a;b", "%", "0" * 300, "x" * 5000, "é🙂", "'", " ")


async def everything(asked, size=LARGEST):
    """All items by pages of this size, and the total that each page told."""
    items, totals, page = [], set(), 1
    while True:
        got = await asked.ability.page(Query(folder_id=asked.folder, page=page, size=size))
        assert (got.page, got.size) == (page, size)
        assert len(got.items) <= size
        items += got.items
        totals.add(got.total)
        if len(got.items) < size:
            return items, totals
        page += 1


async def test_pages_together_hold_every_row_once(listed):
    whole, totals = await everything(listed)
    assert whole
    assert totals == {len(whole)}
    for size in (max(1, len(whole) // 7), 7 if len(whole) < 100 else 37):
        assert await everything(listed, size) == (whole, totals)
    shown = [item.model_dump_json() for item in whole]
    assert len(set(shown)) == len(shown)


async def test_the_total_is_exact_from_the_first_page_on(listed):
    first = await listed.ability.page(Query(folder_id=listed.folder, size=1))
    assert first.total == len((await everything(listed))[0])


async def test_the_order_is_repeatable(listed):
    query = Query(folder_id=listed.folder, size=LARGEST)
    asked = [await listed.ability.page(query) for _ in range(4)]
    assert all(page == asked[0] for page in asked)


@pytest.mark.parametrize("asked_before", [False, True])
async def test_a_page_past_the_end_is_empty_and_knows_the_total(listed, asked_before):
    if asked_before:
        await listed.ability.page(Query(folder_id=listed.folder, size=1))
    past = [
        await listed.ability.page(Query(folder_id=listed.folder, page=page, size=LARGEST))
        for page in (500, 10**9, 10**24)
    ]
    total = len((await everything(listed))[0])
    assert [(page.items, page.total) for page in past] == [([], total)] * len(past)


async def test_what_is_listed_can_be_got_and_is_the_same(kept):
    query = Query(folder_id=kept.folder, size=20)
    for item in (await kept.ability.page(query)).items:
        within = query.asking(analytic_plan=getattr(item, "analytic_plan", None))
        assert await kept.ability.get(item.id, within) == item


async def test_an_unknown_id_is_not_found(kept):
    query = Query(folder_id=kept.folder).asking(analytic_plan="1")
    for strange in STRANGE_IDS:
        with pytest.raises(NotFound) as refused:
            await kept.ability.get(strange, query)
        assert refused.value.code
