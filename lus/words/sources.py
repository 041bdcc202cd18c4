"""Sources of the law data in Swedish: what a value, an agreement or a duty rests on."""

SOURCE = {
    "lokal riktlinje; as Halland since 2022-11-01": "lokal riktlinje; som Halland sedan 2022-11-01",
    "regional page, terms not read": "regionens sida; villkoren är inte lästa",
    "HSLF-FS 2022:60 as named in a public note; SVT Dalarna's invoiced totals agree": (
        "HSLF-FS 2022:60, enligt en offentlig skrivelse; stämmer med SVT Dalarnas fakturerade summor"
    ),
    "SVT Dalarna: the only amount that fits all three invoiced totals": (
        "SVT Dalarna: det enda belopp som ger alla tre fakturerade summorna"
    ),
    "SFS 2017:612, 5 kap. 2 § (SFS 2018:1728 from 2019-04-02, SFS 2025:449 from 2025-07-01)": (
        "SFS 2017:612, 5 kap. 2 § (SFS 2018:1728 från 2019-04-02, SFS 2025:449 från 2025-07-01)"
    ),
}
"""Source in the shipped law data ► Swedish, where it is not."""

FAST = "SFS 2017:612, "


def named(text: str) -> str:
    """A source as the law data has it, in Swedish."""
    return SOURCE.get(text, text)


def source(text: str) -> str:
    """A source as people here say it: LUS 3 kap. 1 §."""
    text = named(text)
    return f"LUS {text.removeprefix(FAST)}" if text.startswith(FAST) else text[:1].upper() + text[1:]
