"""Which sport a word or number in a file means, and whether it was indoors. Knows the words of several
languages; guesses none.
"""

from __future__ import annotations

import re
import unicodedata

from runner_intake.training.activity import Sport

_RUNNING, _CYCLING, _FITNESS, _SWIMMING, _WALKING, _HIKING, _E_BIKE = 1, 2, 4, 5, 11, 17, 21
_TREADMILL, _SPINNING, _INDOOR_CYCLING, _INDOOR_RUNNING, _VIRTUAL = 1, 5, 6, 45, 58
_INDOOR_SWIM, _INDOOR_WALKING = 17, 27
_OUTDOORS = frozenset({2, 3, 4, 7, 8, 9, 10, 11, 46, 47, 48, 67})  # street, trail, track, road, mountain, ...

FIT_TRANSITION = 3
"""The changing zone of a triathlon: no sport of its own."""

_FIT_SPORTS: dict[int, Sport] = {
    _RUNNING: "run",
    _CYCLING: "ride",
    _SWIMMING: "swim",
    _WALKING: "walk",
    _HIKING: "hike",
    _E_BIKE: "ride",
}

_WORDS: dict[Sport, str] = {
    # English, German, French, Spanish, Italian, Portuguese, Dutch, the Nordic languages, Polish, Czech
    "run": (
        "run running jog jogging lauf laufen lauftraining course footing carrera correr corsa corrida "
        "hardlopen hardloopsessie lob lobetur lope loping lopning lopetur loptur juoksu bieg bieganie "
        "beh treadmill laufband laufbandtraining trailrun trailrunning traillauf trailloop "
        "traillopning strassenlauf bahnlauf gelandelauf hardlooptraining loopband virtualrun "
        "virtuelllauf ultrarun ultralauf parkrun tapis"
    ),
    "ride": (
        "ride biking bike cycling radfahrt radfahren radsport rad velo cyclisme ciclismo ciclista "
        "bicicletta bici giro fietsen fietsrit cykling cykeltur sykling sykkeltur pyoraily rower "
        "kolarstwo jizda virtualride ebikeride gravelride mountainbikeride mountainbiken mountainbike "
        "rennradfahren gravelbiken velomobile"
    ),
    "swim": (
        "swim swimming schwimmen freiwasserschwimmen bahnschwimmen schwimmbadschwimmen natation "
        "natacion nuoto natacao zwemmen svomning simning uinti plywanie plavani"
    ),
    "walk": "walk walking gehen spaziergang marche caminata camminata caminhada wandelen promenad spacer",
    "hike": "hike hiking wandern wanderung randonnee senderismo escursione trilha fottur vandring turistika",
}
_BY_WORD: dict[str, Sport] = {word: sport for sport, words in _WORDS.items() for word in words.split()}

_LONG_WORDS: tuple[tuple[str, Sport], ...] = (
    ("course a pied", "run"),
    ("tapis de course", "run"),
    ("corsa su tapis", "run"),
    ("ランニング", "run"),
    ("ラン", "run"),
    ("跑步", "run"),
    ("跑", "run"),
    ("달리기", "run"),
    ("러닝", "run"),
    ("забег", "run"),
    ("бег", "run"),  # noqa: RUF001  (Russian)
    ("ライド", "ride"),
    ("骑行", "ride"),
    ("велозаезд", "ride"),
)
_OTHER = (
    "inline roller rollerski ski skiing nordic rowing row elliptical stair snowshoe wheelchair yoga "
    "pilates workout weight strength kayaking kayak canoeing canoe climbing golf tennis soccer "
    "football dance hiit cardio multisport transition crosstrainer krafttraining kraft fitness rudern "
    "skilanglauf crossfit hybrid driving other sonstiges andere autre otro altro"
)
_OTHER_WORDS = frozenset(_OTHER.split())
"""Words of other sports, and those that make another sport of what would else be a run, a ride or a walk."""
_INDOOR = re.compile(
    r"treadmill|laufband|loopband|tapis|indoor|virtual|virtuel|virtuell|spinning|cinta|esteira|rolle\b|trainer|halle"
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def sport_of(label: str) -> Sport | None:
    """The sport that a label of an app or watch means, such as `TrailRun`, `treadmill_running` or `Course à
    pied`; None if it is not known.
    """
    text = plain(label)
    if not text:
        return None
    if not _OTHER_WORDS.isdisjoint(text.split()):
        return "other"
    for words, sport in _LONG_WORDS:
        if text.startswith(words):
            return sport
    known = [_BY_WORD[word] for word in text.split() if word in _BY_WORD]
    if known:
        return known[0]
    return "other" if "training" in text.split() else None


def is_indoor(label: str) -> bool | None:
    """True where a label says treadmill, trainer or virtual; None where it does not say."""
    return True if _INDOOR.search(plain(label)) else None


def plain(label: str) -> str:
    """A label in small letters without accents, camel case and underscores taken apart."""
    spaced = _CAMEL.sub(" ", label.strip()).replace("_", " ").replace("-", " ")
    folded = unicodedata.normalize("NFKD", spaced.casefold().replace("ø", "o").replace("ł", "l"))
    return " ".join("".join(letter for letter in folded if not unicodedata.combining(letter)).split())


def fit_sport(sport: int | None, sub_sport: int | None) -> Sport:
    """The sport of a FIT session by its numbers."""
    if sub_sport in (_TREADMILL, _INDOOR_RUNNING) and sport in (None, 0, _RUNNING, _FITNESS):
        return "run"
    if sport is None:
        return "unknown"
    return _FIT_SPORTS.get(sport, "other")


def fit_indoor(sub_sport: int | None) -> bool | None:
    """Whether a FIT session was indoors, by its kind of sport."""
    if sub_sport in (
        _TREADMILL,
        _SPINNING,
        _INDOOR_CYCLING,
        _INDOOR_RUNNING,
        _VIRTUAL,
        _INDOOR_SWIM,
        _INDOOR_WALKING,
    ):
        return True
    return False if sub_sport in _OUTDOORS else None


def apple_sport(name: str) -> Sport:
    """The sport of an Apple Health workout, such as HKWorkoutActivityTypeRunning."""
    if not name:
        return "unknown"
    known: dict[str, Sport] = {
        "Running": "run",
        "Cycling": "ride",
        "Swimming": "swim",
        "Walking": "walk",
        "Hiking": "hike",
        "HandCycling": "ride",
    }
    return known.get(name.removeprefix("HKWorkoutActivityType"), "other")
