"""The published vectors: the fast way, and the specification done literally, both give them."""

from __future__ import annotations

import json
from hashlib import sha256
from importlib.resources import files
from itertools import combinations

import pytest

import dedupe
from dedupe import script
from dedupe.template import template
from tests.dedupe import reference

PUBLISHED = json.loads(files("dedupe").joinpath("vectors.json").read_text("utf-8"))


@pytest.mark.parametrize("vector", PUBLISHED["vectors"], ids=lambda vector: vector["why"])
def test_a_vector_holds(vector: dict[str, str]) -> None:
    found = dedupe.identity(vector["text"])
    assert found.canonical == vector["canonical"] == reference.canonical(vector["text"])
    assert template(found.canonical) == vector["template"]
    assert (found.hash, found.template_hash) == (vector["hash"], vector["template_hash"])
    assert vector["hash"] == sha256(vector["canonical"].encode()).hexdigest()


@pytest.mark.parametrize("variants", PUBLISHED["same"], ids=lambda variants: variants[0])
def test_variants_of_one_sentence_are_one(variants: list[str]) -> None:
    assert len({dedupe.identity(text).hash for text in variants}) == 1


@pytest.mark.parametrize("pair", PUBLISHED["different"], ids=" | ".join)
def test_two_sentences_stay_two(pair: list[str]) -> None:
    assert len({dedupe.identity(text).hash for text in pair}) == 2


def test_the_vectors_are_of_this_version_and_table() -> None:
    assert (PUBLISHED["norm_version"], PUBLISHED["table"]) == (dedupe.NORM_VERSION, script.TABLE)


def test_no_two_vectors_share_a_template_hash_without_sharing_the_template() -> None:
    for one, other in combinations(PUBLISHED["vectors"], 2):
        assert (one["template"] == other["template"]) == (one["template_hash"] == other["template_hash"])
