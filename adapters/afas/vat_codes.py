"""VAT codes, which all administrations of an environment share."""

from functools import lru_cache

from adapters.afas.codecs import CodeLists, told_by, unless_blocked
from adapters.mapping.codec import Gathering, classified, maybe, money, text
from adapters.mapping.table import Table, gathers, names_of, read_only
from gateway.accounting.vat_codes import AccountingVatCode, VatCodeScope, VatCodeType

v = names_of(AccountingVatCode)


# fmt: off
VAT_CODE = Table(AccountingVatCode, (
    #         ours      AFAS reads      as
    read_only(v.id,     "VatCode",      text),
    read_only(v.code,   "VatCode",      maybe(text)),
    read_only(v.active, "Blocked",      unless_blocked),
    read_only(v.label,  "Description",  text),
    read_only(v.rate,   "VatPerc",      money),
))
# fmt: on


@lru_cache(maxsize=256)
def vat_code(codes: CodeLists) -> Table[AccountingVatCode]:
    """The table, with the rows that depend on this connection's code lists."""
    side = classified("VAT type", codes.vat_type, VatCodeType.UNKNOWN)
    scope = classified("VAT duty", codes.vat_duty, VatCodeScope.UNKNOWN)

    def account_on(which: VatCodeType) -> Gathering[str | None]:
        def account(number: object, kind: object) -> str | None:
            return maybe(text).decode(number) if side.decode(kind) is which else None

        return Gathering(f"account of a {which} code", account)

    purchase, sale = account_on(VatCodeType.PURCHASE), account_on(VatCodeType.SALE)
    return VAT_CODE.extended(
        [
            read_only(v.type, "VatType", side),
            read_only(v.scope, "VatDuty", maybe(scope)),
            read_only(v.reversed, "VatMethod", told_by(codes.reverse_charge, "reverse charge")),
            gathers(v.deductible_account, ("AccountNr", "VatType"), purchase),
            gathers(v.payable_account, ("AccountNr", "VatType"), sale),
        ]
    )


NOT_IN_AFAS = {
    "withholding_tax": "a Dutch VAT code withholds nothing",
    "country": "AFAS ties no VAT code to one country",
}
IGNORED: dict[str, str] = {}
