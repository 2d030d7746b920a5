"""Fields without a null in the contract are left out of an answer, or filled."""

from gateway.accounting.attachments import ItemAttachmentInfoOut, ItemAttachmentInfoStatus
from gateway.accounting.invoices import AccountingInfoOut
from gateway.accounting.journal_entries import JournalEntryMultiAnalyticPlan


def test_what_is_unknown_is_left_out():
    assert AccountingInfoOut().model_dump(mode="json") == {
        "main_currency_total": 0.0,
        "account_number": None,
    }
    entry = JournalEntryMultiAnalyticPlan(id="1-2", journal_id="70")
    assert "attachments_info" not in entry.model_dump(mode="json")


def test_what_is_known_is_told():
    info = ItemAttachmentInfoOut(status=ItemAttachmentInfoStatus.NO)
    entry = JournalEntryMultiAnalyticPlan(id="1-2", journal_id="70", attachments_info=info)
    assert entry.model_dump(mode="json")["attachments_info"]["status"] == "no"


def test_the_schema_knows_no_null():
    told = AccountingInfoOut.model_json_schema(mode="serialization")["properties"]
    assert told["main_currency"] == {"title": "Main Currency", "type": "string"}
