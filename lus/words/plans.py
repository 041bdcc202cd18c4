"""What pages and prints say of a plan."""

NOT_CURRENT = {
    "closed": "avslutad",
    "consent_refused": "personen har sagt nej",
    "consent_withdrawn": "samtycket är återkallat",
    "no_consent": "samtycke saknas",
    "not_made": "inte skriven än",
    "change_asked": "en ändring är begärd",
    "unconfirmed": "inte bekräftad av alla",
    "no_follow_up": "ingen uppföljning bestämd",
    "follow_up_passed": "uppföljningen har passerat",
    "consent_ended": "samtycket har gått ut",
}
"""Why a plan is not current, after "Inte aktuell: "."""

NAME = {"sip": "SIP", "compulsory": "Samordnad vårdplan"}
"""Kind of plan ► what it is called."""
