"""The tables of the one database, in SQLite and PostgreSQL alike.

mend_events      every event of every talk, as Rasa writes it
mend_snapshots   where the part of a talk begins that the dialogue still sees, and what stood there
mend_updates     what Telegram handed over: a message counts as received when it stands here
mend_outbox      what is to be sent, written together with the turn that says it
"""

from __future__ import annotations

import sqlalchemy as sa

METADATA = sa.MetaData()

# SQLite counts only plain INTEGER keys by itself.
_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

events = sa.Table(
    "mend_events",
    METADATA,
    sa.Column("id", _ROW_ID, primary_key=True, autoincrement=True),
    sa.Column("sender_id", sa.String(255), nullable=False),
    sa.Column("type_name", sa.String(255), nullable=False),
    sa.Column("timestamp", sa.Float),
    sa.Column("data", sa.Text, nullable=False),
    sa.Index("mend_events_of_sender", "sender_id", "id"),
)

snapshots = sa.Table(
    "mend_snapshots",
    METADATA,
    sa.Column("sender_id", sa.String(255), primary_key=True),
    sa.Column("first_event_id", sa.BigInteger, nullable=False),
    sa.Column("prefix", sa.Text, nullable=False),
)

updates = sa.Table(
    "mend_updates",
    METADATA,
    sa.Column("update_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("chat_id", sa.BigInteger),
    sa.Column("state", sa.String(8), nullable=False),
    sa.Column("press", sa.String(32)),
    sa.Column("received_at", sa.Float, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Index("mend_updates_waiting", "chat_id", "state", "update_id"),
    sa.Index("mend_updates_press", "press"),
)

outbox = sa.Table(
    "mend_outbox",
    METADATA,
    sa.Column("id", _ROW_ID, primary_key=True, autoincrement=True),
    sa.Column("update_id", sa.BigInteger),
    sa.Column("sequence", sa.Integer, nullable=False),
    sa.Column("chat_id", sa.BigInteger, nullable=False),
    sa.Column("method", sa.String(64), nullable=False),
    sa.Column("parameters", sa.Text, nullable=False),
    sa.Column("state", sa.String(8), nullable=False),
    sa.Column("created_at", sa.Float, nullable=False),
    sa.Index("mend_outbox_waiting", "chat_id", "state", "id"),
)
