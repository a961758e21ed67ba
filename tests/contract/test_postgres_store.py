"""The store on PostgreSQL: the suite, and what is particular to a server."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine, make_url, select, text

from graphsvc.domain.errors import StoreError
from graphsvc.stores import schema
from graphsvc.stores.sql_store import SqlStore, open_store
from tests.contract.postgres import Server
from tests.contract.small_parts import hash_of
from tests.contract.store_contract import SharedStoreContract, publish, refused

pytestmark = pytest.mark.postgres


class TestPostgresStore(SharedStoreContract):
    """The suite on a server."""

    @pytest.fixture
    def store(self, postgres_url: str) -> Iterator[SqlStore]:
        """An empty store."""
        store = open_store(postgres_url)
        yield store
        store.close()


def test_usual_spellings_of_the_address(postgres_url: str) -> None:
    for name in ("postgresql", "postgres"):
        store = open_store(postgres_url.replace("postgresql+psycopg", name))
        assert store.versions() == []
        store.close()


def test_server_that_is_not_there(unused_port: int) -> None:
    problem = refused(open_store, f"postgresql://somebody:secret@127.0.0.1:{unused_port}/x")
    assert isinstance(problem, StoreError)
    assert problem.code == "store_unavailable"
    assert "secret" not in str(problem)


@pytest.fixture
def unused_port() -> int:
    """A port where nobody listens."""
    return 1


def test_database_that_is_not_there(postgres_url: str) -> None:
    url = make_url(postgres_url).set(database="absent").render_as_string(hide_password=False)
    assert refused(open_store, url).code == "store_unavailable"


def test_newer_schema_and_foreign_tables(postgres_url: str) -> None:
    open_store(postgres_url).close()
    engine = create_engine(postgres_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE graphsvc_schema SET version_num = '9999'"))
    assert refused(open_store, postgres_url).code == "store_newer"
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE graphsvc_schema"))
    assert refused(open_store, postgres_url).code == "store_foreign"
    engine.dispose()


def test_locked_by_another_writer(postgres_url: str) -> None:
    store, other = open_store(postgres_url, patience=0.1), create_engine(postgres_url)
    publish(store, 1)
    with other.begin() as connection:
        connection.execute(select(schema.pointer).with_for_update())
        assert refused(publish, store, 2).code == "store_locked"
        assert len(store.versions()) == 1
    publish(store, 2)
    other.dispose()
    store.close()


def test_account_that_may_only_read(postgres_url: str) -> None:
    store = open_store(postgres_url)
    info = publish(store, 1)
    role = f"reader_{uuid.uuid4().hex[:12]}"
    with store.database.engine.begin() as connection:
        connection.execute(text(f"CREATE ROLE {role}"))
        connection.execute(text(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}"))
    reader = open_store(f"{postgres_url}?options=-c%20role={role}")
    assert hash_of(reader.tables(info.version_id)) == info.content_hash
    assert refused(publish, reader, 2).code == "store_read_only"
    reader.close()
    with store.database.engine.begin() as connection:
        connection.execute(text(f"DROP OWNED BY {role}"))
        connection.execute(text(f"DROP ROLE {role}"))
    store.close()


def test_crash_of_the_server_is_survived(postgres_server: Server | str, postgres_url: str) -> None:
    if isinstance(postgres_server, str):
        # with the server the tests start themselves this runs; one given by URL may serve others
        pytest.skip("the given server is not ours to crash")
    store = open_store(postgres_url)
    info = publish(store, 1)
    postgres_server.stop("immediate")
    assert refused(store.versions).code == "store_unavailable"
    postgres_server.start()
    assert store.versions() == [info]  # the same object, without opening again
    publish(store, 2)
    store.close()
