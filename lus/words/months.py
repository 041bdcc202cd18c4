"""A municipality's month in words."""

REFUSED = {
    "month_runs": "Månaden är inte slut än. Avräkna den när den sista dagen har gått.",
    "terms_unknown": "Överenskommelsens villkor finns inte i lagdata: det finns inget att avräkna.",
    "month_undecided": "Lagen kan läsas på flera sätt för någon vistelse. Bestäm läsningen i ärendet först.",
    "month_empty": "Ingen vistelse hör till månaden.",
    "month_changed": "Siffrorna har ändrats sedan du hämtade sidan. Inget är avräknat. Se de nya siffrorna, och "
    "avräkna dem om de stämmer.",
}
"""Why a month cannot be taken as settled, and what to do."""

TOO_MANY = "Månaden har fler vistelser än sidan kan visa. Hör av dig till den som driver Hemgång."
RUNS = "Månaden pågår: siffrorna är de hittills."
TRIGGER = {"joint_analysis": "Gemensam analys ska göras."}

FIGURE = {
    "patients": "Patienter",
    "days": "Dygn",
    "mean": "Medeltal",
    "limit": "Gräns",
    "billable": "Dygn att betala",
    "amount_sek": "Summa",
    "trigger": "Följd",
}
"""What is kept of a settled month as a whole."""
