import pytest

from pledgebook.clean.wrapping import Line, ends_thought, paragraphs


def lines(*texts):
    return [Line(((0, len(text)),), text, False) for text in texts]


def joined(*texts):
    return [" ".join(line.text for line in group) for group in paragraphs(lines(*texts))]


@pytest.mark.parametrize(("text", "over"), [("It came.", True), ("Did it?”", True), ("she said", False), ("the boats,", False), ("“We pay”", True)])
def test_a_line_ends_a_thought_with_a_full_stop_or_a_closing_mark(text, over):
    assert ends_thought(text) is over


def test_a_line_that_ends_in_a_small_leaning_word_runs_on():
    assert joined("The boats are for the", "Netherlands.") == ["The boats are for the Netherlands."]


def test_an_empty_line_parts_paragraphs_whatever_stands_around_it():
    found = paragraphs([*lines("The boats are for the"), Line(((30, 42),), "Netherlands.", True)])
    assert len(found) == 2


def test_items_with_bullets_stay_apart():
    assert len(joined("Norland and Westmark are together going to pay for", "- tugs", "- cranes")) == 3
