"""spaCy is imported without its command line, which is there all the same for whoever asks for it."""

from __future__ import annotations

import subprocess
import sys

CHECK = """
import sys
from pledgebook.annotate.parser_alone import import_spacy
import_spacy()
assert "spacy" in sys.modules and not [name for name in sys.modules if name.startswith("spacy.cli")]
import spacy
assert "spacy_version" in spacy.info(silent=True)
from spacy.cli import download
print(download.__name__, spacy.cli.info.__name__)
"""


def test_the_command_line_is_left_out_until_somebody_asks_for_it():
    found = subprocess.run([sys.executable, "-c", CHECK], capture_output=True, text=True, check=True)
    assert found.stdout.split() == ["download", "info"]


def test_a_process_that_reads_needs_no_database():
    modules = "pledgebook.run.reader, pledgebook.run.local, pledgebook.pipeline, sys"
    found = subprocess.run([sys.executable, "-c", f"import {modules}; print('sqlalchemy' in sys.modules)"], capture_output=True, text=True, check=True)
    assert found.stdout.split() == ["False"]
