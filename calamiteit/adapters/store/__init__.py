"""The database file of one mode: SQLAlchemy Core on SQLite, with migrations by Alembic."""
