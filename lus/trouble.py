"""What can go wrong around the program, said in one line: the cause and the remedy, in Swedish."""

import errno


class Trouble(Exception):  # noqa: N818 - a trouble of the installation, told to a person, not a fault of the program
    """Ends a command with one line and exit 1."""

    def __init__(self, cause: str, remedy: str) -> None:
        super().__init__(f"{cause} {remedy}")
        self.cause, self.remedy = cause, remedy


class DatabaseGone(Trouble):
    """PostgreSQL does not answer, or answers that it cannot serve now. The web says 503 and tries again next time."""

    def __init__(
        self,
        cause: str = "Databasen svarar inte.",
        remedy: str = "Kontrollera att PostgreSQL är igång och att LUS_DATABASE_URL stämmer.",
    ) -> None:
        super().__init__(cause, remedy)


_REMEDIES = {
    errno.ENOSPC: ("Disken är full", "Frigör utrymme och starta igen."),
    errno.EDQUOT: ("Diskkvoten är slut", "Frigör utrymme och starta igen."),
    errno.EACCES: ("Skrivrättighet saknas", "Ge rättigheten, byt användare eller välj en annan mapp med LUS_VAR."),
    errno.EPERM: ("Det är inte tillåtet", "Byt användare eller välj en annan mapp med LUS_VAR."),
    errno.EROFS: ("Filsystemet går inte att skriva till", "Välj en annan mapp med LUS_VAR."),
    errno.EADDRNOTAVAIL: ("Adressen finns inte på den här datorn", "Ändra LUS_HOST."),
}


def from_os(error: OSError) -> Trouble:
    """The system's refusal as cause and remedy; an unknown one keeps the system's own words."""
    where = f": {error.filename}." if error.filename else "."
    known = _REMEDIES.get(error.errno or 0)
    if known is None:
        return Trouble(f"Systemet svarade: {error}.", "Rätta orsaken och starta igen.")
    return Trouble(known[0] + where, known[1])
