"""What pages and prints say of a plan."""

NOT_CURRENT = {
    "closed": "avslutad",
    "consent_refused": "personen har sagt nej",
    "consent_withdrawn": "samtycket är återkallat",
    "no_consent": "samtycke saknas",
    "not_made": "inte skriven än",
    "not_sent_again": "inte skickad igen efter nytt samtycke",
    "change_asked": "en ändring är begärd",
    "changed": "ändrad sedan den skickades",
    "unconfirmed": "inte bekräftad av alla",
    "no_follow_up": "ingen uppföljning bestämd",
    "follow_up_passed": "uppföljningen har passerat",
    "consent_ended": "samtycket har gått ut",
}
"""Why a plan is not current, after "Inte aktuell: "."""

NAME = {"sip": "SIP", "compulsory": "Samordnad vårdplan"}
"""Kind of plan ► what it is called."""

NOT_SENT = "Som planen står nu"
"""What is called beside its versions, where it was changed since the last."""

MEETING_IN_CALENDAR = "Möte om plan {ref}"
"""What a calendar calls a meeting: whoever looks over a shoulder learns nothing."""

WAY_IN_CALENDAR = {"home": "Hemma hos personen", "unit": "Hos en enhet", "video": "Video", "phone": "Telefon"}
"""The way of meeting; where exactly stands on the plan."""

INVITED = {
    "REQUEST": ("Hemgång: inbjudan till möte", "Ni är inbjudna till ett möte. Tiden finns i bifogad kalenderfil."),
    "CANCEL": ("Hemgång: mötet är inställt", "Ett möte som ni var inbjudna till är inställt."),
}
"""What the message says of a meeting called to or moved, and of one that will not be: subject and first line."""

MOVED = ("Hemgång: mötet är ändrat", "Ett möte som ni är inbjudna till har ändrats. Det här gäller nu.")

INVITATION = {
    "waits": "inbjudan skickas",
    "sent": "inbjudan skickad",
    "reached": "har fått veta på annat sätt",
    "failed": "inbjudan kom inte fram",
    "parked": "inbjudan kom inte fram",
    "void": "ingen inbjudan skickad",
    "unaddressed": "får ingen e-post, mötet står i planen",
}
"""What became of the invitation to a unit, after its name."""

TITLE = {"sip": "Din plan", "compulsory": "Din samordnade vårdplan"}
"""Kind of plan ► what the sheet is called that the person takes home."""

ABOUT = {
    "sip": (
        "Det här är din samordnade individuella plan, SIP.",
        "Regionen och kommunen gör den tillsammans med dig, så att du vet vem som gör vad.",
        "Du kan be om en ändring eller ett nytt möte när du vill. Du kan också ta tillbaka ditt samtycke när du vill.",
        "Ring den som står överst.",
    ),
    "compulsory": (
        "Det här är din samordnade vårdplan för öppen psykiatrisk tvångsvård (LPT 7 a §).",
        "Den visar vilken vård och vilket stöd du får, och vem som svarar för det.",
        "Är något fel, eller behöver något ändras? Ring den som står överst.",
    ),
}
"""What the person is told about it, in paragraphs."""

STALE = {
    "closed": "Planen är avslutad.",
    "no_consent": "Samtycke till planen saknas.",
    "not_made": "Planen är inte färdig än. Så här långt har ni kommit.",
    "not_sent_again": "Den ska skickas igen till alla som är med.",
    "change_asked": "Någon som är med vill ändra något.",
    "changed": "Något är ändrat sedan dess. Det har inte alla bekräftat.",
    "unconfirmed": "Alla som är med har inte bekräftat den än.",
    "no_follow_up": "Ingen dag för uppföljning är bestämd än.",
    "follow_up_passed": "Den skulle ha följts upp. Ring den som står överst.",
    "consent_ended": "Ett samtycke har gått ut. Ring den som står överst.",
}
"""Why a plan is not current ► what the sheet says to the person. After a no nothing is printed."""

NOT_PRINTED = (
    "Personen har sagt nej till planen. Den skrivs inte ut. Det ni har fått tidigare finns kvar i ärendet. "
    "Ändrar personen sig, anteckna samtycket först."
)
"""Instead of the sheet, after a no."""

NO_STEP = "Inget är bestämt just nu. Ring den som står här ovanför om du undrar."
"""Said on the sheet where no meeting, no measure and no follow-up lies ahead."""
