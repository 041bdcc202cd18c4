"""What a person reads out of the prose of `--text`: the numbers, days and names, back in the shape of the JSON."""

import re
from datetime import date, datetime
from typing import Any

from lus.domain.calendar import STOCKHOLM
from lus.words import notation

WEEKDAYS = dict(zip(notation.LONG_WEEKDAYS, notation.WEEKDAYS, strict=True))
SHORT = dict(zip(notation.LONG_MONTHS, notation.MONTHS, strict=True))
MONTHS = {name: number for number, name in enumerate(notation.LONG_MONTHS, 1)}
DAY = r"\w+en den (?P<{0}day>\d+) (?P<{0}month>\w+) (?P<{0}year>\d+)"
MOMENT = DAY + r" klockan (?P<{0}clock>\d+\.\d+(?:\.\d+)?)"
SUM = r"(?P<sum>avgörs inte|\d+ dygn(?:, [\d\u00a0]+ kronor)?)"


def day(found: dict[str, Any], name: str) -> date:
    return date(int(found[f"{name}year"]), MONTHS[found[f"{name}month"]], int(found[f"{name}day"]))


def moment(found: dict[str, Any], name: str) -> str:
    """As the JSON writes an instant, where the hour occurs once."""
    parts = [int(part) for part in found[f"{name}clock"].split(".")]
    at = datetime.combine(day(found, name), datetime.min.time(), STOCKHOLM)
    at = at.replace(hour=parts[0], minute=parts[1], second=parts[2] if len(parts) > 2 else 0)
    return at.isoformat(timespec="seconds" if len(parts) > 2 else "minutes")


def brief(text: str) -> str:
    """Its days and instants as the JSON's reasons abbreviate them: mån 14 mars 2022 kl. 11.40."""
    in_full = r"(\w+)en den (\d+) (\w+) (\d+)"
    text = re.sub(in_full + r" klockan (?=\d)", r"\1en den \2 \3 \4 kl. ", text)
    text = re.sub(in_full, lambda found: f"{WEEKDAYS[found[1]]} {found[2]} {SHORT[found[3]]} {found[4]}", text)
    return re.sub(r"\bden (\d+) (\w+)\b", lambda found: f"den {found[1]} {SHORT.get(found[2], found[2])}", text)


def abbreviated(text: str) -> list[str]:
    """Days that the prose does not write out. A source's title keeps its own."""
    short = "|".join({*notation.MONTHS} - {*notation.LONG_MONTHS})
    days = rf"\b(?:{'|'.join(notation.WEEKDAYS)}) \d+|\b\d+ (?:{short})\b"
    return re.findall(rf"{days}|(?<!Skåne )(?<!Storsthlm )\b\d{{4}}-\d\d-\d\d", text)


def days_and_kronor(text: str) -> tuple[int | None, int | None]:
    """(days, kronor) of a sum in words."""
    found = re.fullmatch(r"(\d+) dygn(?:, ([\d\u00a0]+) kronor)?", text)
    if found is None:
        return None, None
    return int(found[1]), kronor(found[2]) if found[2] else None


def kronor(text: str) -> int:
    return int(text.replace("\u00a0", ""))


def lines(text: str, head: str) -> list[str]:
    """The lines under a heading."""
    paragraph = next((part for part in text.split("\n\n") if part.startswith(head)), "")
    return [line.removeprefix("– ").removesuffix(".").strip() for line in paragraph.splitlines()[1:]]


def case(text: str) -> dict[str, Any]:
    """Of `lus explain --text`, what the JSON says under `liability` and of the duties' times."""
    total = re.search(rf"Summa: {SUM}\.", text)
    payer = re.search(r"Betalande kommun är (\d{4})\.", text)
    sums = days_and_kronor(total["sum"]) if total else (None, None)
    return {
        "days": sums[0],
        "amount_sek": sums[1],
        "payer": payer[1] if payer else None,
        "missing_rates": [int(year) for year in re.findall(r"Beloppet för (\d+) finns inte i lagdata\.", text)],
        "blocked_by": re.findall(r"Det här hindrar: ([^.]+)\.", text),
        "spells": [_spell(part) for part in text.split("\n\n") if part.startswith("Underrättelsen om")],
        "table": [_row(line) for line in lines(text, "Dygn för dygn:")],
        "readings": [_otherwise(line) for line in lines(text, "Lagen kan läsas")],
        "assumptions": [_otherwise(line) for line in lines(text, "Det här är antaget.")],
        "because": [brief(line) for line in lines(text, "Så här har det räknats:")],
        "duties": [_duty(line) for line in lines(text, "Det här skulle göras:")],
        "confidence": re.search(r"svaret som helhet: (.+)\.", text)[1],  # type: ignore[index]  # always said
    }


def _spell(text: str) -> dict[str, Any]:
    notice = re.search("skickades " + MOMENT.format("n"), text)
    first = re.search("som räknas är " + DAY.format("f"), text)
    ended = re.search("slutade " + MOMENT.format("e"), text)
    days = re.search(r"ger (\d+) dygn", text)
    assert notice
    return {
        "notice_at": moment(notice.groupdict(), "n"),
        "first_liable_on": day(first.groupdict(), "f").isoformat() if first else None,
        "ended_at": moment(ended.groupdict(), "e") if ended else None,
        "days": int(days[1]) if days else None,
    }


def _row(line: str) -> tuple[str, int | None]:
    found = re.match(DAY.format("d") + r"\s+(?P<amount>belopp saknas|[\d\u00a0]+(?= kron(?:or|a)\b))", line)
    assert found, line
    amount = None if found["amount"] == "belopp saknas" else kronor(found["amount"])
    return day(found.groupdict(), "d").isoformat(), amount


def _otherwise(line: str) -> tuple[str, int | None, int | None]:
    """A reading or an assumption: the values by name, days and kronor."""
    named = " + ".join(re.findall(r"\((\w+\.\w+)\)", line))
    found = re.search(rf"\): {SUM}", line)
    assert found, line
    return named, *days_and_kronor(found["sum"])


def _duty(line: str) -> tuple[str, str | None, str, str]:
    """When it was due, when it was met, its reasons and its source."""
    due = re.search("senast " + DAY.format("d") + r" klockan (?P<clock>[\d.]+): ", line)
    met = re.search(r": gjort(?: för sent)? " + MOMENT.format("m"), line)
    assert due, line
    said = f"{day(due.groupdict(), 'd').isoformat()} {due['clock']}"
    why, _, source = line.rpartition("Skäl: ")[2].rpartition(". Källa: ")
    return said, moment(met.groupdict(), "m") if met else None, brief(why), source


def month(text: str) -> dict[str, Any]:
    """Of `lus settle --text`, what the JSON says."""

    def number(head: str) -> str | None:
        found = re.search(rf"{head}: ([\d,\u00a0]+)(?: kronor)?\.", text)
        return found[1].replace(",", ".").replace("\u00a0", "") if found else None

    stays = lines(text, "Vistelser:")
    return {
        "patients": number("Patienter"),
        "days": number("Dygn"),
        "mean": number("Medeltal"),
        "limit": number("Gräns"),
        "billable_days": number("Dygn att betala"),
        "amount_sek": number("Summa"),
        "missing_rates": [int(year) for year in re.findall(r"Beloppet för (\d+) finns inte i lagdata\.", text)],
        "individual": [
            {"id": line.split()[0], "days": int(found[1])}
            for line in stays
            if (found := re.search(r"(\d+) betalas för sig", line))
        ],
        "excluded": [line.split()[0] for line in stays if "räknas inte: " in line],
        "trigger": "joint_analysis" if "Gemensam analys ska göras." in text else None,
        "readings": [_month_otherwise(line) for line in lines(text, "Lagen kan läsas")],
        "assumptions": [_month_otherwise(line) for line in lines(text, "Det här är antaget.")],
        "because": [brief(line) for line in lines(text, "Så här har det räknats:")],
    }


def _month_otherwise(line: str) -> tuple[str, str | None, int | None]:
    named = " + ".join(re.findall(r"\((\w+\.\w+)\)", line))
    days = re.search(r"([\d,]+) dygn att betala", line)
    amount = re.search(r"att betala, ([\d\u00a0]+) kronor", line)
    return named, days[1].replace(",", ".") if days else None, kronor(amount[1]) if amount else None
