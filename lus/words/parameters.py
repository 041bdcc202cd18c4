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

QUESTION = {
    "free_days": "Hur många dygn är fria efter underrättelsen?",
    "extra_day_after_noon": "Är ett dygn till fritt när underrättelsen skickas efter klockan 12?",
    "amount_sek": "Vad kostar ett vårddygn?",
    "noon_resolution": "Är 12.00.30 efter klockan tolv?",
    "discharge_day_counts": "Räknas utskrivningsdagen?",
    "late_admission_notice": "Vad betyder ett sent inskrivningsmeddelande?",
    "admission_after_ready": "Varifrån räknas tiden när inskrivningsmeddelandet kom efter utskrivningsklar?",
    "late_sip_call": "Vad betyder en sen kallelse till SIP?",
    "sip_called_by_ward": "Gäller en kallelse från avdelningen?",
    "plan_refused": "Krävs kallelse när personen har tackat nej till en plan?",
    "open_care_unsaid": "Finns öppen vård när ingen har sagt något?",
    "open_care_restored": "När börjar ansvaret när öppen vård finns igen?",
    "open_care_lost": "Stannar ansvaret när öppen vård försvinner?",
    "psychiatry_2018_noon": "Gäller klockan tolv för psykiatrins 30 dagar 2018?",
    "moved_during_stay": "Vem betalar när folkbokföringen ändras under vården?",
    "leave_days": "Räknas dagar på permission?",
    "rate_year": "Vilket års belopp gäller?",
    "mean_limit": "Över vilket medeltal betalar kommunen?",
    "long_stay_days": "Efter hur många dygn är en vistelse lång?",
    "long_stay": "Hur räknas långa vistelser?",
    "mean_rounding": "Avrundas medeltalet innan gränsen dras av?",
    "same_day_in_mean": "Räknas den som går hem samma dag i medeltalet?",
    "month_of_stay": "Vilken månad hör en vistelse till?",
}
"""Each point on which the statute is silent or has two readings, as a question."""

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


IF: Mapping[str, Mapping[Any, str]] = {
    "noon_resolution": {
        "minute": "om hela minuten 12.00 är klockan tolv",
        "second": "om bara 12.00.00 är klockan tolv",
    },
    "discharge_day_counts": {False: "om utskrivningsdagen inte räknas", True: "om utskrivningsdagen räknas"},
    "late_admission_notice": {
        "cured": "om ett sent inskrivningsmeddelande är utan följd när det väl är skickat",
        "never": "om ett sent inskrivningsmeddelande betyder inget ansvar",
    },
    "admission_after_ready": {
        "from_ready": "om tiden räknas från underrättelsen",
        "from_both": "om tiden räknas från det som skickades sist",
    },
    "late_sip_call": {
        "from_call": "om ansvaret börjar tidigast den dag kallelsen kom",
        "no_effect": "om en sen kallelse är utan följd",
        "never": "om en sen kallelse betyder inget ansvar",
    },
    "sip_called_by_ward": {
        "valid": "om avdelningens kallelse gäller",
        "invalid": "om avdelningens kallelse inte gäller",
    },
    "plan_refused": {
        "call_not_required": "om ingen kallelse krävs när personen har tackat nej",
        "call_required": "om kallelse krävs fast personen har tackat nej",
    },
    "open_care_unsaid": {
        "available": "om öppen vård finns när ingen har sagt något",
        "unclear": "om öppen vård är oklar när ingen har sagt något",
    },
    "open_care_restored": {
        "from_restoration": "om ansvaret börjar den dag öppen vård finns åter",
        "never": "om ansvaret aldrig börjar när öppen vård saknades första dagen",
    },
    "open_care_lost": {
        "no_effect": "om det är utan följd att öppen vård försvinner sedan",
        "stops": "om ansvaret stannar när öppen vård försvinner",
    },
    "psychiatry_2018_noon": {"no": "om fristen är 30 dygn", "yes": "om fristen är 31 dygn efter klockan tolv"},
    "moved_during_stay": {
        "notice_municipality": "om kommunen vid underrättelsen betalar till slutet",
        "day_by_day": "om varje dygn hör till den dagens kommun",
    },
    "leave_days": {"counted": "om dygn på permission räknas", "not_counted": "om dygn på permission inte räknas"},
    "long_stay": {
        "cap_then_individual": "om långa vistelser ligger kvar i medeltalet till gränsen",
        "leave_after_limit": "om långa vistelser tas ur medeltalet och dygnen efter gränsen betalas för sig",
        "leave_after_free": "om långa vistelser tas ur medeltalet och alla dygn efter de fria betalas för sig",
    },
    "mean_rounding": {
        "exact": "om medeltalet inte avrundas",
        "two_decimals": "om medeltalet avrundas till två decimaler",
    },
    "same_day_in_mean": {
        True: "om den som åker hem samma dag räknas med",
        False: "om den som åker hem samma dag inte räknas med",
    },
    "month_of_stay": {
        "discharge": "om vistelsen hör till utskrivningens månad",
        "split": "om varje dygn hör till sin månad",
        "notice": "om vistelsen hör till underrättelsens månad",
    },
    "rate_year": {"care_day": "om vårddygnets års belopp gäller", "notice": "om underrättelsens års belopp gäller"},
}
"""The parameters whose other values are shown: what is assumed with each, inside a sentence."""


def chosen(name: str, value: Any) -> str:
    """A parameter with a value, in words and by name: "dygn på permission: räknas (leave_days.counted)"."""
    return f"{PARAMETER[name]}: {said(name, value)} ({name}.{str(value).lower() if value in (True, False) else value})"


def said(name: str, value: Any) -> str:
    """The value in words; "undecided" and numbers as they are."""
    return VALUE.get(name, {}).get(value, str(value))


def if_chosen(chosen: Mapping[str, Any]) -> str:
    """What a reading takes for granted: "Om avdelningens kallelse gäller och om …"."""
    told = " och ".join(IF[name][value] for name, value in chosen.items())
    return told[:1].upper() + told[1:]
