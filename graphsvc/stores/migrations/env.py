"""Alembic's entrance: runs the revisions on the connection it is handed, inside the caller's transaction."""

from alembic import context

from graphsvc.stores.schema import VERSION_TABLE, metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    transactional_ddl=True,
)
context.run_migrations()
