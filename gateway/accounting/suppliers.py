from gateway.accounting.parties import Party, PartyIn, PartyUpdate


class SupplierItemIn(PartyIn):
    pass


class SupplierItemUpdate(PartyUpdate):
    pass


class SupplierItemOut(Party):
    pass
