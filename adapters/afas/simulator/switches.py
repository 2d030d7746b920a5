"""Every behaviour that the public sources leave open, and every customer setting, in one place.

The first group are choices where the reference says "unverified" or "ambiguous"; the second are
settings that a real environment has too. docs/simulator-fidelity.md gives the source of each.
"""

from typing import Literal

import msgspec

JOURNAL_KINDS = (
    "sales",
    "purchase",
    "bank",
    "cash",
    "memorial",
    "opening",
    "transitory",
    "inventory",
    "other",
)

# AFAS does not publish these values. Two invented sets, so that no client can lean on one.
CODE_SETS: dict[str, dict[str, dict[str, str]]] = {
    "a": {
        "journal": {
            "sales": "LoSale",
            "purchase": "LoPurc",
            "bank": "LoBank",
            "cash": "LoCash",
            "memorial": "LoMemo",
            "opening": "LoBalance",
            "transitory": "LoTrans",
            "inventory": "LoInv",
            "other": "LoOther",
        },
        "vat_side": {"sales": "V", "purchase": "I"},
        "vat_method": {"normal": "N", "reversed": "V", "none": "G"},
        "vat_duty": {"domestic": "1", "reversed": "2", "eu": "3", "export": "4", "exempt": "5"},
    },
    "b": {
        "journal": {
            "sales": "4",
            "purchase": "3",
            "bank": "1",
            "cash": "2",
            "memorial": "5",
            "opening": "6",
            "transitory": "7",
            "inventory": "8",
            "other": "9",
        },
        "vat_side": {"sales": "2", "purchase": "1"},
        "vat_method": {"normal": "0", "reversed": "2", "none": "1"},
        "vat_duty": {
            "domestic": "NLB",
            "reversed": "NLV",
            "eu": "ICL",
            "export": "EXP",
            "exempt": "VRY",
        },
    },
}


class Autonumbering(msgspec.Struct, forbid_unknown_fields=True):
    debtors: bool = True
    creditors: bool = True
    organisations: bool = True


class Modules(msgspec.Struct, forbid_unknown_fields=True):
    currency: bool = True
    projects: bool = True
    commitments: bool = True


class Settings(msgspec.Struct, forbid_unknown_fields=True):
    """What `PUT /_control/settings` changes; a field left out stays as it is."""

    # --- where the reference is silent or contradicts itself --------------------------------
    unauthorised_connector: Literal["401", "500"] = "401"
    filter_names: Literal["alias", "alias_or_field_id"] = "alias_or_field_id"
    filter_date_with_z: Literal["shift", "ignore"] = "shift"
    both_filter_forms: Literal["and", "reject"] = "and"
    take_zero: Literal["one_row", "no_rows"] = "one_row"
    row_order: Literal["varies", "key"] = "varies"
    invalid_json_status: Literal["400", "500"] = "400"
    put_reply: Literal["empty", "keys"] = "empty"
    keyless_post_reply: Literal["element", "empty"] = "element"
    period_from: Literal["request", "voucher_date"] = "request"
    account_of_party_lines: Literal["control", "relation"] = "control"
    negative_amounts: Literal["accept", "refuse"] = "accept"
    post_to_control_account: Literal["refuse", "accept"] = "refuse"
    vat_code_on_any_account: Literal["refuse", "accept"] = "refuse"
    invoice_without_number: Literal["refuse", "number"] = "refuse"
    autonumber_with_invoice: Literal["keep_given", "number"] = "keep_given"
    duplicate_invoice: Literal["refuse", "add"] = "refuse"
    unknown_invoice_number: Literal["open_item", "refuse"] = "open_item"
    prepayments_in_open_items: bool = True
    internal_and_external_number: Literal["refuse", "accept"] = "refuse"
    reviewer_blocks_payment: bool = True
    allocation_without_amount: Literal["refuse", "accept"] = "refuse"
    transitory_entries: Literal["book", "store"] = "book"
    delete_only_invoices: bool = True
    enforce_one_record_rules: bool = True
    max_entry_lines: int = 0  # 0: the 1,000 lines are advice only, as documented
    unknown_field: Literal["refuse", "ignore"] = "refuse"
    # --- settings of the environment itself --------------------------------------------------
    language: Literal["nl", "en"] = "nl"
    code_set: Literal["a", "b"] = "a"
    axes: int = 2  # the first so many of five are active
    last_used_administration: int = 2
    autonumbering: Autonumbering = msgspec.field(default_factory=Autonumbering)
    modules: Modules = msgspec.field(default_factory=Modules)
    blocked_connectors: list[str] = msgspec.field(default_factory=list)
    server_limit_seconds: float = 900.0
    latency: Literal["instant", "real", "loaded"] = "instant"


def _in_full(name: str, value: object) -> object:
    """Short forms: `"autonumbering": false` means all of it, `"modules": [...]` only these."""
    if name == "autonumbering" and isinstance(value, bool):
        return dict.fromkeys(Autonumbering.__struct_fields__, value)
    if name == "modules" and isinstance(value, list):
        return {each: each in value for each in {*Modules.__struct_fields__, *value}}
    return value


def merged(settings: Settings, change: dict[str, object]) -> Settings:
    """The settings with one partial change applied; nested groups merge, lists are replaced."""
    plain: dict[str, object] = msgspec.to_builtins(settings)
    for name, given in change.items():
        before, value = plain.get(name), _in_full(name, given)
        if isinstance(before, dict) and isinstance(value, dict):
            plain[name] = before | value
        else:
            plain[name] = value
    return msgspec.convert(plain, Settings)
