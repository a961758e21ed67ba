"""no shrinking: list every difference of several random chains under rare names"""
from uuid import uuid4
import collections, os
import pytest
from hypothesis import given, settings, Phase, HealthCheck, seed
from tests.integration.twins.conftest import graph, neo4j_uri
from tests.integration.twins.asking import differences, pushed
from tests.integration.twins.random_chains import canonical, whole_chains
from tests.integration.twins.rare_names import rare
pytestmark = pytest.mark.neo4j
FOUND=[]
@seed(int(os.environ.get("SEED","5")))
@settings(max_examples=int(os.environ.get("N","8")), phases=[Phase.generate], database=None, deadline=None, suppress_health_check=list(HealthCheck))
@given(whole_chains())
def test_a(graph, rows):
    version=f"rare-{uuid4().hex[:8]}"
    analyst=pushed(graph,version,canonical(rare(rows)))
    try: FOUND.extend(differences(analyst))
    finally: graph.remove(version,"test")
def test_b():
    c=collections.Counter(f.split()[0] for f in FOUND); print(c)
    seen=set()
    for f in FOUND:
        if f.split()[0] not in seen: seen.add(f.split()[0]); print(f[:600])
