from gateway.accounting.parties import Party, PartyIn, PartyUpdate


class ClientItemIn(PartyIn):
    pass


class ClientItemUpdate(PartyUpdate):
    pass


class ClientItemOut(Party):
    pass
