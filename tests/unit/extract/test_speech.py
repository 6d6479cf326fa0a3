"""Who is said to have said what."""

from __future__ import annotations

import pytest

from pledgebook.clean.decode import row_document
from pledgebook.clean.layout import clean_document
from pledgebook.dossier.load import load_dossier
from pledgebook.extract.speech import Speech, attribution_of, find_speech
from pledgebook.model.claim import Act, Mode
from pledgebook.model.text import Span
from pledgebook.pipeline import annotate


def heard(text: str) -> list[tuple[str, tuple[str, ...], Speech]]:
    """Source, contents and the speech itself, for each speech of a text."""
    dossier = load_dossier()
    annotated = annotate(clean_document(row_document(text, "a"), dossier), dossier)
    clean = annotated.document.text
    speeches = find_speech(annotated, dossier)
    return [(" ".join(s.of(clean) for s in speech.source), tuple(s.of(clean) for s in speech.content), speech) for speech in speeches]


@pytest.mark.parametrize(
    ("text", "source", "content"),
    [
        ("Ann Holt said that the convoy had left the depot.", "Ann Holt", ("that the convoy had left the depot",)),
        ("The convoy had left the depot, Ann Holt said on Monday.", "Ann Holt", ("The convoy had left the depot",)),
        ("The convoy, Ann Holt said, will leave on Friday.", "Ann Holt", ("The convoy", "will leave on Friday")),
        ("According to two officials, the convoy had left the depot.", "two officials", ("the convoy had left the depot",)),
        ("The convoy had left the depot, according to two officials.", "two officials", ("The convoy had left the depot",)),
        ("The convoy had left, Ann Holt, a spokeswoman for the fund, said.", "Ann Holt, a spokeswoman for the fund", ("The convoy had left",)),
        ("In Ann Holt's view, the convoy had left the depot.", "Ann Holt's", ("the convoy had left the depot",)),
        ("Ann Holt said the road was closed, and the convoy would wait.", "Ann Holt", ("the road was closed", "the convoy would wait")),
        ("As Ann Holt noted, the war goes on.", "Ann Holt", ("the war goes on",)),
        ("The crews are tired of the road, the Northern Herald reported on Tuesday.", "the Northern Herald", ("The crews are tired of the road",)),
        ("The convoy will look for help by the coast, reported Interfax.", "Interfax", ("The convoy will look for help by the coast",)),
        ("Ann Holt rejected the proposal.", "Ann Holt", ("the proposal",)),
        ("Ann Holt called for more talks.", "Ann Holt", ("more talks",)),
        ("Ann Holt vowed to send more trucks.", "Ann Holt", ("to send more trucks",)),
        ("Ann Holt expressed the opinion that the war would end.", "Ann Holt", ("that the war would end",)),
        ("Ann Holt is confident that the war will end.", "Ann Holt", ("that the war will end",)),
        ("Ann Holt said that the convoy stopped because the road was closed.", "Ann Holt", ("that the convoy stopped because the road was closed",)),
        ("The deal raised questions about the price.", "", ("the price",)),
    ],
)
def test_content_is_what_hangs_on_the_cue(text: str, source: str, content: tuple[str, ...]) -> None:
    assert [(s, c) for s, c, _ in heard(text)] == [(source, content)]


@pytest.mark.parametrize(
    "text",
    [
        "The convoy left the depot on Monday.",
        "As the war continues, the convoy left the depot.",
        "The plan aims to end the war.",
        "The convoy left, highlighting the long road ahead.",
    ],
)
def test_the_documents_own_voice_is_no_speech(text: str) -> None:
    assert heard(text) == []


def test_a_quotation_split_by_its_cue_is_one_speech() -> None:
    [(source, content, speech)] = heard('"We will send the trucks," Ann Holt said. "They leave on Friday."')
    assert (source, content) == ("Ann Holt", ("We will send the trucks,", "They leave on Friday."))
    assert speech.mode is Mode.DIRECT


def test_a_quotation_after_a_colon_belongs_to_the_cue_and_words_before_it_do_not() -> None:
    [(source, content, _)] = heard("In an interview with the Northern Herald, Ann Holt said: “It may sound odd, but we will pay for it.”")
    assert (source, content) == ("Ann Holt", ("It may sound odd, but we will pay for it.",))


def test_a_name_and_a_colon_give_a_quotation_to_the_name() -> None:
    [(source, content, speech)] = heard("Ann Holt: “We will pay for the trucks.”")
    assert (source, content, speech.cue_lemma) == ("Ann Holt", ("We will pay for the trucks.",), None)


def test_a_quotation_in_part_is_partial() -> None:
    [(_, content, speech)] = heard("Ann Holt said that the two allies will “not talk to anyone” before the winter.")
    assert content == ("that the two allies will “not talk to anyone” before the winter",)
    assert speech.mode is Mode.PARTIAL


def test_a_cue_inside_content_is_not_speech_of_its_own_but_a_further_mouth() -> None:
    [(source, _, speech)] = heard("The Northern Herald reported that officials said the convoy had left.")
    assert source == "The Northern Herald"
    assert speech.via == ("officials",)


def test_a_trailing_participle_is_speech_of_the_same_speaker() -> None:
    sources = [(speech.speaker, content) for _, content, speech in heard("Ann Holt said the trucks had arrived, adding that more would follow.")]
    assert sources == [("Ann Holt", ("the trucks had arrived",)), ("Ann Holt", ("that more would follow",))]


def test_a_contrasting_clause_is_not_content() -> None:
    contents = [content for _, content, _ in heard("Ann Holt said the trucks had arrived, while Tom Bird said they had not.")]
    assert contents == [("the trucks had arrived",), ("they had not",)]


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("Ann Holt warned that the city would fall.", Act.THREATEN),
        ("Ann Holt rejected the plan.", Act.REJECT),
        ("Ann Holt did not confirm the plan.", Act.DENY),
        ("Ann Holt said that Ruritania must first leave the island.", Act.CONDITION),
        ("Ann Holt praised the crews of the convoy.", Act.PRAISE),
        ("Ann Holt said that the convoy had left.", Act.INFORM),
    ],
)
def test_the_act_follows_the_cue_and_the_modal_words(text: str, act: Act) -> None:
    assert [speech.act for _, _, speech in heard(text)] == [act]


@pytest.mark.parametrize(
    ("text", "medium"),
    [
        ("Ann Holt said on Northern News that the convoy had left.", "Northern News"),
        ("Ann Holt said in an interview with the Northern Herald that the convoy had left.", "Northern Herald"),
        ("Ann Holt told reporters that the convoy had left.", "reporters"),
        ("Ann Holt said in a statement that the convoy had left.", "statement"),
        ("Ann Holt said in the spring that the convoy had left.", None),
    ],
)
def test_the_medium_is_named_where_the_text_names_one(text: str, medium: str | None) -> None:
    assert [speech.medium for _, _, speech in heard(text)] == [medium]


@pytest.mark.parametrize(
    ("text", "reports"),
    [
        ("Ann Holt said that she would send ten trucks.", True),
        ("Ann Holt announced ten more trucks.", True),
        ("Norway announced ten more trucks.", False),
        ("Norway announced it would send ten trucks.", False),
        ("Norway announced that Poland would send ten trucks.", True),
        ("Ann Holt asked for ten trucks.", False),
        ("Ann Holt vowed to send ten trucks.", False),
    ],
)
def test_only_what_is_told_reports(text: str, reports: bool) -> None:
    assert [s.reports for _, _, s in heard(text)] == [reports]


def speech(start: int, end: int, *, speaker: str | None = "Ann Holt", reports: bool = True) -> Speech:
    return Speech((Span(start, end),), (), (), speaker, Mode.INDIRECT, reports=reports)


def test_attribution_is_of_the_speech_that_covers_the_span_best() -> None:
    found = attribution_of((speech(0, 60, speaker="Tom Bird"), speech(40, 100)), Span(45, 90))
    assert found is not None
    assert found.speaker == "Ann Holt"


def test_attribution_of_two_that_cover_it_is_the_shorter() -> None:
    found = attribution_of((speech(0, 200, speaker="Tom Bird"), speech(40, 100)), Span(45, 90))
    assert found is not None
    assert found.speaker == "Ann Holt"


@pytest.mark.parametrize("speeches", [(), (speech(0, 10),), (speech(0, 20, reports=False),), (speech(0, 20, speaker=None),)])
def test_without_told_speech_over_half_the_span_the_document_speaks(speeches: tuple[Speech, ...]) -> None:
    assert attribution_of(speeches, Span(0, 21)) is None


def test_a_question_put_by_nobody_named_has_no_speaker() -> None:
    [(source, content, speech)] = heard("Ann Holt was asked about the closed road.")
    assert (source, content, speech.speaker) == ("", ("the closed road",), None)


def test_a_quotation_behind_a_colon_spells_out_a_stance() -> None:
    [(_, content, speech)] = heard("Ann Holt dismissed the report, noting: “We have paid for every one of the trucks.”")
    assert content == ("We have paid for every one of the trucks.",)
    assert speech.mode is Mode.DIRECT


def test_a_clause_and_a_colon_give_a_quotation_to_its_subject() -> None:
    [(source, _, speech)] = heard("Ann Holt shook her head: “We will pay for every one of the trucks.”")
    assert (source, speech.speaker) == ("Ann Holt", "Ann Holt")


def test_a_quotation_that_goes_on_in_a_new_paragraph_keeps_its_speaker() -> None:
    heard_of = heard("“The trucks have left the depot,” Ann Holt said. “They will arrive.”\n\n“The crews are tired of the long road.”")
    assert [speech.speaker for _, _, speech in heard_of] == ["Ann Holt"]


def test_the_paper_is_the_outlet_named_before() -> None:
    found = heard("Ann Holt told the Northern Herald that the trucks had left. The road was closed, according to the paper.")
    assert [speech.speaker for _, _, speech in found] == ["Ann Holt", "the Northern Herald"]
