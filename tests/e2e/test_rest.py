"""The API of a real server on loopback: what it says of itself is valid, and holds for whatever is asked."""

from __future__ import annotations

import json
import pathlib
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis import GenerationMode
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import positive_data_acceptance

EXAMPLES = 5
"""requests tried on each operation in each mode"""
NAMES_NOTHING = (
    *("ambiguous_id", "bad_cursor", "bad_range", "bad_stages", "no_claim", "no_deflator", "no_document", "no_entry", "no_rate"),
    *("unknown_class", "unknown_party", "unknown_topic"),
)
"""refusals of what is well formed and stands for nothing in this book"""


@pytest.fixture(scope="module")
def server(story_book: pathlib.Path) -> Iterator[str]:
    """Where a server of the story's book is."""
    command = [sys.executable, "-m", "pledgebook", "serve", "--book", str(story_book), "--port", "0", "--api-limit", "1000000"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        said = process.stdout.readline()
        found = re.search(r"http://\S+?(?=/ )", said)
        assert found, said + (process.stderr.read() if process.stderr else "")
        yield found.group()
        process.terminate()


@pytest.fixture(scope="module")
def description(server: str) -> Any:
    with urllib.request.urlopen(f"{server}/api/v1/openapi.json") as answer:
        return json.load(answer)


def test_the_description_is_valid_openapi_3_1(description: Any) -> None:
    assert description["openapi"].startswith("3.1")
    assert list(OpenAPIV31SpecValidator(description).iter_errors()) == []
    assert len(description["paths"]) > 20


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_answers_are_what_the_description_says(server: str, mode: GenerationMode) -> None:
    described = schemathesis.openapi.from_url(f"{server}/api/v1/openapi.json")
    broken: list[str] = []
    for found in described.get_all_operations():
        operation = found.ok()

        @given(case=operation.as_strategy(generation_mode=mode))
        @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
        def holds(case: Any) -> None:
            answer = case.call()
            case.validate_response(answer, excluded_checks=[positive_data_acceptance])
            if mode is GenerationMode.POSITIVE and answer.status_code >= 400:
                assert answer.json()["code"] in NAMES_NOTHING, answer.text

        try:
            holds()
        except Unsatisfiable:
            # nothing can be wrong in a request without parameters
            assert mode is GenerationMode.NEGATIVE
        except (Exception, FailureGroup) as error:
            broken.append(f"{operation.label}: {error}")
    assert broken == []


def test_a_program_is_told_why_two_claims_are_one_event_and_two_others_two(server: str, story_book: pathlib.Path) -> None:
    def asked(address: str) -> Any:
        with urllib.request.urlopen(f"{server}/api/v1/{address}") as answer:
            return json.load(answer)

    held = max(asked("entries?limit=500")["items"], key=lambda entry: len(entry["testimonies"]))
    one, other = (testimony["claim"]["id"] for testimony in held["testimonies"][:2])
    told = asked(f"entries/{one}/why/{other}")
    assert (told["one"], told["left"], told["right"]) == (True, one, other)
    assert told["answer"].startswith("one event: ")
    assert {"donors", "amounts", "dates"} <= {line["field"] for line in told["weighed"]["lines"]}
