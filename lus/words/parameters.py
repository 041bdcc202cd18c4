"""The parameters in Swedish: what each asks, and what its values answer. Their names are those of the case file."""

from collections.abc import Mapping
from typing import Any

PARAMETER = {
    "free_days": "fria dygn efter underrättelsen",
    "extra_day_after_noon": "ett fritt dygn till när underrättelsen skickas efter klockan 12",
    "amount_sek": "belopp för ett vårddygn, i kronor",
    "noon_resolution": "vad som är klockan 12",
    "discharge_day_counts": "om utskrivningsdagen räknas",
    "late_admission_notice": "inskrivningsmeddelande senare än 24 timmar",
    "admission_after_ready": "inskrivningsmeddelande efter underrättelsen",
    "late_sip_call": "kallelse till SIP efter tredje dagen",
    "sip_called_by_ward": "kallelse till SIP från avdelningen",
    "plan_refused": "kallelse när personen har tackat nej till en plan",
    "open_care_unsaid": "öppen vård som ingen har sagt något om",
    "open_care_restored": "öppen vård som saknades första dagen och sedan finns åter",
    "open_care_lost": "öppen vård som saknas först efter att ansvaret har börjat",
    "psychiatry_2018_noon": "psykiatri 2018, underrättelse efter klockan 12",
    "moved_during_stay": "ändrad folkbokföring under vårdtiden",
    "leave_days": "dygn på permission",
    "rate_year": "vilket års belopp",
    "mean_limit": "gräns för månadens medeltal",
    "long_stay_days": "dygn efter vilka en vistelse är lång",
    "long_stay": "långa vistelser",
    "mean_rounding": "avrundning av medeltalet",
    "same_day_in_mean": "om utskrivning samma dag räknas i medeltalet",
    "month_of_stay": "vilken månad en vistelse hör till",
}

VALUE: Mapping[str, Mapping[Any, str]] = {
    "extra_day_after_noon": {True: "ja", False: "nej"},
    "noon_resolution": {"minute": "hela minuten 12.00", "second": "bara 12.00.00"},
    "discharge_day_counts": {False: "nej", True: "ja"},
    "late_admission_notice": {
        "cured": "ingen följd när det väl är skickat",
        "never": "inget ansvar för vistelsen",
    },
    "admission_after_ready": {
        "from_ready": "räknas från underrättelsen",
        "from_both": "räknas från det som skickades sist",
    },
    "late_sip_call": {
        "from_call": "ansvar tidigast från kallelsens dag",
        "no_effect": "ingen följd",
        "never": "inget ansvar",
    },
    "sip_called_by_ward": {"valid": "gäller", "invalid": "gäller inte"},
    "plan_refused": {"call_not_required": "ingen kallelse krävs", "call_required": "kallelse krävs ändå"},
    "open_care_unsaid": {"available": "finns", "unclear": "oklar"},
    "open_care_restored": {"from_restoration": "ansvar från den dagen", "never": "inget ansvar"},
    "open_care_lost": {"no_effect": "ingen följd", "stops": "ansvaret stannar"},
    "psychiatry_2018_noon": {"no": "30 dygn", "yes": "31 dygn"},
    "moved_during_stay": {
        "notice_municipality": "kommunen vid underrättelsen betalar till slutet",
        "day_by_day": "varje dag hör till den dagens kommun",
    },
    "leave_days": {"counted": "räknas", "not_counted": "räknas inte"},
    "rate_year": {"care_day": "vårddygnets", "notice": "underrättelsens"},
    "long_stay": {
        "cap_then_individual": "dygnen till gränsen i medeltalet, resten för sig",
        "leave_after_limit": "utanför medeltalet, dygnen efter gränsen för sig",
        "leave_after_free": "utanför medeltalet, alla dygn efter de fria för sig",
    },
    "mean_rounding": {"exact": "ingen", "two_decimals": "två decimaler"},
    "same_day_in_mean": {True: "ja", False: "nej"},
    "month_of_stay": {
        "discharge": "utskrivningens",
        "split": "varje dygn till sin månad",
        "notice": "underrättelsens",
    },
}


def chosen(name: str, value: Any) -> str:
    """A parameter with a value, in words and by name: "dygn på permission: räknas (leave_days.counted)"."""
    return f"{PARAMETER[name]}: {said(name, value)} ({name}.{str(value).lower() if value in (True, False) else value})"


def said(name: str, value: Any) -> str:
    """The value in words; "undecided" and numbers as they are."""
    return VALUE.get(name, {}).get(value, str(value))
