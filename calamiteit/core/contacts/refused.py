"""What is never stored about a person, in Dutch and English, with the reason that is given.

Source: the privacy rules of the project, after the fine that the Dutch data protection authority gave to ten
municipalities in February 2026. The list looks at the names of fields and at free text about persons, not at
the names and kinds of organisations.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """One sort of thing that is never stored. Stems match the start of a word, words the whole of it."""

    what: str
    why: str
    stems: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.what} is never stored: {self.why}"

    def covers(self, word: str) -> bool:
        """Whether a folded word (lower case, no accents) falls under this refusal."""
        return word in self.words or any(word.startswith(stem) for stem in self.stems)


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


REFUSED_FIELDS: tuple[Refusal, ...] = (
    Refusal(
        what="belief",
        why="a person is asked for the function, never for a religion or conviction",
        stems=_words("relig godsdien geloof levensbeschouw levensoverto denominat gezindt ideolog"),
        words=_words(
            "belief beliefs faith creed conviction church mosque synagogue temple kerk moskee synagoge"
        ),
    ),
    Refusal(
        what="origin",
        why="nobody is sorted by descent, nationality or colour",
        stems=_words(
            "ethnic etnic ethnisch etnisch nationalit migrat descent ancest afkomst herkomst burgerschap"
        ),
        words=_words(
            "race ras origin citizenship birthplace geboorteplaats geboorteland skin huidskleur roots"
        ),
    ),
    Refusal(
        what="politics",
        why="what somebody votes for, or is a member of, is nobody's business here",
        stems=_words("politic politiek vakbond lidmaat"),
        words=_words("party partij vote votes union membership"),
    ),
    Refusal(
        what="opinion",
        why="people are asked for help, not judged by what they think",
        stems=_words("opinion mening opvatting standpunt attitude denkbeeld sympath"),
        words=_words("view views stance houding sentiment"),
    ),
    Refusal(
        what="a network",
        why="nobody's ties and followers are mapped",
        stems=_words("netwerk network achterban volger follower invloed influence connection"),
        words=_words("relations relaties ties kring circle friends vrienden"),
    ),
    Refusal(
        what="suspicion",
        why="there is no data on persons of concern here, and no link with police or case work",
        stems=_words(
            "suspic suspect verdenk verdacht radical radikal extremis terror crimin strafblad antecedent"
        ),
        words=_words("risk risico threat dreiging watchlist dossier casus"),
    ),
    Refusal(
        what="health",
        why="who can be asked is a matter of the rota, not of a body",
        stems=_words(
            "health gezondheid medic medisch illness ziekte disab handicap diagnos psych pregnan zwanger"
        ),
        words=_words("beperking ziek sick allergies allergie bloodtype"),
    ),
    Refusal(
        what="a photo",
        why="a face tells more than a crisis needs",
        stems=_words("photo foto picture portrait portret biometr avatar"),
        words=_words("image afbeelding pasfoto fingerprint vingerafdruk"),
    ),
    Refusal(
        what="gender or orientation",
        why="it does not matter to who can be asked",
        stems=_words("gender geslacht seks sexual geaardheid orientat lgbt lhbt"),
        words=_words("sex pronouns voornaamwoorden"),
    ),
    Refusal(
        what="private life",
        why="the fewest fields with which an official can be reached are enough",
        stems=_words(
            "geboortedatum birth leeftijd huisadres woonadres gezin marital burgerservice paspoort passport"
        ),
        words=_words(
            "age home private prive bsn ssn spouse echtgenoot echtgenote children kinderen family familie "
            "income inkomen"
        ),
    ),
    Refusal(
        what="an account on social media",
        why="nobody's postings are followed",
        stems=_words("facebook instagram twitter tiktok linkedin snapchat mastodon bluesky"),
        words=_words("social socials handle username profile profiel"),
    ),
    Refusal(
        what="a judgement or a remark about a person",
        why="free notes are where things end up that may not be kept",
        stems=_words("opmerking remark comment notitie reliab betrouwbaar loyal beoordel assess rating"),
        words=_words(
            "note notes notities score trust vertrouwen reputation reputatie character karakter tag tags "
            "label labels"
        ),
    ),
)  # fmt: skip

REFUSED_WORDS: tuple[Refusal, ...] = (
    Refusal(
        what="belief",
        why="write the function in the organisation: contact person, board member, youth worker",
        stems=_words(
            "imam rabbi rabbijn pastor pastoor dominee priester priest predikant diaken deacon bisschop "
            "bishop kapelaan chaplain voorganger ouderling mufti mullah hodja hoca pandit goeroe islam "
            "moslim muslim christel christen joods jewish katholi catholic protestant hindoe hindu boeddhis "
            "buddhis evangelisch evangelical salafi atheis gereformeer"
        ),
        words=_words("vicar jood joden jew jews christian christians sikh sikhs alevi aleviet cleric"),
    ),
    Refusal(
        what="origin",
        why="write the function, not where somebody's family comes from",
        stems=_words("allochto autochto marokka morocc turks turkish surina antillia somali syrisch syrian"),
        words=_words("turk turken allochtoon"),
    ),
    Refusal(
        what="politics",
        why="write the office, not the party",
        stems=_words("partijleider partijlid raadsfractie"),
        words=_words("vvd pvda cda d66 pvv sgp groenlinks volt denk bij1 fvd ja21"),
    ),
    Refusal(
        what="suspicion",
        why="there is no data on persons of concern here",
        stems=_words("informan verdacht geradicali risicojonger bronpersoon"),
        words=_words("suspect informer"),
    ),
    Refusal(
        what="gender or orientation",
        why="it does not matter to who can be asked",
        stems=_words("homoseks lesbisch lesbian transgender"),
        words=_words("homo gay"),
    ),
)  # fmt: skip


def folded(text: str) -> str:
    """Lower case without accents."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).lower()


def words_in(text: str) -> Iterator[str]:
    """The folded words of a text or of a field's name (`dateOfBirth`, `date_of_birth`)."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    yield from (word for word in re.split(r"[^a-z0-9]+", folded(parted)) if word)


def refused_field(name: str) -> Refusal | None:
    """Why a field of this name is never stored, or None when the name says nothing of that kind."""
    return _first(REFUSED_FIELDS, name)


def refused_text(text: str) -> Refusal | None:
    """Why a free text about a person is refused, or None."""
    return _first(REFUSED_WORDS, text)


def _first(refusals: tuple[Refusal, ...], text: str) -> Refusal | None:
    words = tuple(words_in(text))
    return next((refusal for refusal in refusals if any(refusal.covers(word) for word in words)), None)
