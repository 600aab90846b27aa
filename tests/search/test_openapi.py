"""The interface keeps what its description promises: schemathesis draws good and bad requests from it."""

from __future__ import annotations

import json

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.specs.openapi.schemas import OpenApiSchema

from search import api
from search.application import Application
from search.engines import memory
from search.schema import Document
from tests.search.visiting import Wsgi


@pytest.fixture(scope="session")
def described(documents: list[Document], tmp_path_factory: pytest.TempPathFactory) -> OpenApiSchema:
    root = tmp_path_factory.mktemp("openapi")
    (root / "site").mkdir()
    memory.build(documents, root / "index")
    return schemathesis.openapi.from_wsgi("/api/openapi.json", Wsgi(Application(root / "site", memory)))


@pytest.mark.parametrize("path", json.loads(api.DESCRIPTION.read_text(encoding="utf-8"))["paths"])
def test_requests_are_answered_as_described(described: OpenApiSchema, path: str) -> None:
    """Its own pytest integration leans on inner names of pytest; the strategies are all that is needed."""

    @settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def ask(data: st.DataObject) -> None:
        mode = data.draw(st.sampled_from(list(GenerationMode)[:2]))
        data.draw(described[path]["GET"].as_strategy(generation_mode=mode)).call_and_validate()

    ask()
