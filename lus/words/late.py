"""What is late with SIPs, and what is counted of plans, in words."""

LATE = {
    "needed": "Behövd men inte gjord",
    "call": "Kallelsen är sen",
    "meeting": "Mötet är inte hållet",
    "confirmation": "Planen är inte bekräftad",
    "follow_up": "Uppföljningen har passerat",
    "unset": "Plan eller uppföljning saknas",
    "consent": "Samtycket har gått ut",
}
"""What makes a SIP late ► heading."""

SHORT = {
    "needed": "Behövd, inte gjord",
    "call": "Kallelse",
    "meeting": "Möte",
    "confirmation": "Bekräftelse",
    "follow_up": "Uppföljning",
    "unset": "Plan saknas",
    "consent": "Samtycke",
}
"""The same on a chip."""

FIGURE = {
    "made": "Gjorda",
    "current": "Aktuella",
    "late": "Försenade",
    "followed_up": "Uppföljda",
    "needed": "Behövda, inte gjorda",
}
"""What is counted ► heading."""

MEANS = {
    "made": "Planer som fick sin första version under månaden.",
    "current": "Planer som var aktuella när månaden var slut.",
    "late": "Planer och kallelser som var försenade när månaden var slut.",
    "followed_up": "Uppföljningar som hölls under månaden.",
}
"""What a figure of a month means."""

BY = {"municipality": "Kommun", "unit": "Ledande enhet", "age": "Ålder", "how": "Vid utskrivning"}
"""What is counted apart ► heading."""

AGE = {"0-17": "0–17 år", "18-64": "18–64 år", "65-79": "65–79 år", "80-": "80 år och äldre"}
HOW = {True: "Vid utskrivning", False: "Utan utskrivning"}
NOT_TOLD = "Inte angivet"
