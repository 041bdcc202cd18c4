"""Why a month is settled as it is: codes ► Swedish. Part of the sentences in lus.words.findings."""

FINDING = {
    "month_mean": "{days} dygn på {patients:patients} är i medeltal {mean:decimal}",
    "month_individual": "varje vistelse räknas för sig: {patients:patients}, {days} dygn som utskrivningsklar",
    "mean_rounded": "medeltalet avrundas till {mean:decimal} innan gränsen dras av",
    "month_empty": "ingen vistelse räknas i medeltalet den här månaden",
    "month_above": "gränsen {limit:decimal} gånger {patients:patients} dras av: {over:decimal} dygn ligger över",
    "month_not_above": "medeltalet ligger inte över gränsen {limit:decimal}",
    "long_stay_cap_then_individual": (
        "vistelse {stay} är {days} dygn: {kept} räknas i medeltalet, {alone} betalas för sig"
    ),
    "long_stay_leave_after_limit": (
        "vistelse {stay} är {days} dygn och räknas inte i medeltalet: efter {kept} dygn betalas {alone} för sig"
    ),
    "long_stay_leave_after_free": (
        "vistelse {stay} är {days} dygn och räknas inte i medeltalet: efter {kept} fria dygn betalas {alone} för sig"
    ),
    "stays_by_days": "av vistelser som bara anges i dygn är {free} fria; klockslaget är inte känt",
    "care_days": "{days:decimal} vårddygn betalas",
    "care_day_rate": "{amount:kronor} för ett vårddygn {year} ({source:source})",
    "care_day_amount": "{amount:kronor} för ett vårddygn, som frågan anger",
    "rate_missing": "beloppet för {year} finns inte i lagdata",
    "stays_of_unknown_terms": "en vistelse avgörs av villkor som inte finns i lagdata",
    "agreement_not_bound": "{agreement} binder inte kommunen den månaden: lagen gäller",
    "no_trigger": "överenskommelsen säger inte vad som följer av flera månaders medeltal",
    "months_above": "månader i rad med ett medeltal över {limit:decimal}: {months}, alltså gemensam analys",
    "months_not_above": (
        "månader i rad med ett medeltal över {limit:decimal}: {months}; gemensam analys görs efter {needed}"
    ),
}
