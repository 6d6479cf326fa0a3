"""Statement claims."""

from __future__ import annotations

import msgspec

from pledgebook.clean.decode import row_document
from pledgebook.clean.layout import clean_document
from pledgebook.dossier.load import load_dossier
from pledgebook.extract.speech import find_speech
from pledgebook.extract.statements import extract_statements
from pledgebook.model.claim import AidClaim, Claim, Stage, StatementClaim
from pledgebook.model.text import Span
from pledgebook.pipeline import annotate


def claims(text: str, told: tuple[Claim, ...] = ()) -> tuple[StatementClaim, ...]:
    dossier = load_dossier()
    annotated = annotate(clean_document(row_document(text, "a"), dossier), dossier)
    return extract_statements(annotated, dossier, find_speech(annotated, dossier), told)


def test_spans_are_of_the_raw_text() -> None:
    text = "Ann Holt said that the trucks\nhad left the depot."
    [claim] = claims(text)
    assert [span.of(text) for span in claim.content] == ["that the trucks\nhad left the depot"]
    assert [span.of(text) for span in claim.source] == ["Ann Holt"]
    assert [span.of(text) for span in claim.cue_spans] == ["said"]


def test_evidence_holds_source_cue_and_content() -> None:
    text = "It rained. Ann Holt said that the trucks had left. It rained again."
    [claim] = claims(text)
    assert [span.of(text) for span in claim.evidence] == ["Ann Holt said that the trucks had left"]


def test_what_is_said_again_is_one_claim_with_the_fullest_place_first() -> None:
    text = "Ann Holt said the trucks had left the depot for the north.\n\nIt rained.\n\nLater Ann Holt said that the trucks had left the depot for the north."
    [claim] = claims(text)
    assert [span.of(text) for span in claim.content] == ["that the trucks had left the depot for the north"]
    assert len(claim.evidence) == 2


def test_two_things_said_are_two_claims_with_two_ids() -> None:
    first, second = claims("Ann Holt said the trucks had left. Tom Bird denied the report.")
    assert first.id != second.id


def test_reported_speech_that_only_tells_another_claim_is_no_statement() -> None:
    text = "Ann Holt said that five trucks had left."
    told = AidClaim(doc="a", id="a.1", evidence=(Span(0, len(text)),), stage=Stage.DELIVERED)
    assert len(claims(text)) == 1
    assert claims(text, (told,)) == ()


def test_a_quotation_that_tells_another_claim_stays_a_statement() -> None:
    text = '"Five trucks have left the depot," Ann Holt said.'
    told = AidClaim(doc="a", id="a.1", evidence=(Span(0, len(text)),), stage=Stage.DELIVERED)
    assert len(claims(text, (told,))) == 1


def test_a_quotation_without_its_end_is_flagged() -> None:
    [claim] = claims("Ann Holt said: “The trucks have left the depot and will arrive.")
    assert claim.flags == ("unbalanced_quote",)


def test_a_party_that_promises_or_plans_does_so_and_states_nothing() -> None:
    assert claims("Norway vowed to send ten more trucks.") == ()
    assert claims("Norway announced it would send ten more trucks.") == ()
    assert len(claims("Norway rejected the plan.")) == 1
    assert len(claims("Ann Holt vowed to send ten more trucks.")) == 1


def test_what_is_said_of_aid_to_come_stays_a_statement() -> None:
    text = "Ann Holt said that five trucks will leave."
    told = AidClaim(doc="a", id="a.1", evidence=(Span(0, len(text)),), stage=Stage.PLEDGED)
    assert len(claims(text, (told,))) == 1


def test_two_reports_of_one_aid_claim_are_one_statement() -> None:
    text = "Ann Holt said that five trucks will leave soon. Ann Holt confirmed that the vehicles will go."
    told = AidClaim(doc="a", id="a.1", evidence=(Span(0, 46), Span(48, len(text))), stage=Stage.PLEDGED)
    [claim] = claims(text, (told,))
    assert [span.of(text) for span in claim.content] == ["that five trucks will leave soon"]
    assert len(claim.evidence) == 2


def test_an_outlet_that_passes_on_what_a_party_says_states_nothing() -> None:
    assert claims("The Northern Herald reported that Norway expects the war to end.") == ()
    assert len(claims("The Northern Herald reported that the war is near its end.")) == 1


def test_the_last_role_printed_before_flags_what_its_holder_says() -> None:
    dossier = load_dossier()
    text = "Spokesman Ivo Kell came. Kell said that the trucks are late."
    plain = annotate(clean_document(row_document(text, "a"), dossier), dossier)
    contradicted = msgspec.structs.replace(plain, mentions=tuple(msgspec.structs.replace(m, role_conflict=m.role is not None) for m in plain.mentions))
    flags = [[c.flags for c in extract_statements(read, dossier, find_speech(read, dossier))] for read in (plain, contradicted)]
    assert flags == [[()], [("role_conflict",)]]
