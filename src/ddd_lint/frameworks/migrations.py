"""What migration operations do: Alembic's `op`, Django's `migrations`."""

from __future__ import annotations

ALEMBIC_SCHEMA = frozenset(
    {
        "create_table", "drop_table", "rename_table", "add_column", "drop_column", "alter_column", "create_index", "drop_index",
        "create_unique_constraint", "create_primary_key", "create_foreign_key", "create_check_constraint", "create_exclude_constraint",
        "drop_constraint", "create_table_comment", "drop_table_comment", "sync_enum_values",
    }
)  # fmt: skip
"""Operations of `op` (and of `batch_alter_table`) that change the schema."""

ALEMBIC_EXECUTE = frozenset({"execute", "exec_driver_sql"})
ALEMBIC_BATCH = "batch_alter_table"

DJANGO_MIGRATION = "django.db.migrations.Migration"
DJANGO_SCHEMA = frozenset(
    {
        "CreateModel", "DeleteModel", "RenameModel", "AlterModelTable", "AlterUniqueTogether", "AlterIndexTogether",
        "AlterOrderWithRespectTo", "AddField", "RemoveField", "AlterField", "RenameField", "AddIndex", "RemoveIndex", "RenameIndex",
        "AddConstraint", "RemoveConstraint", "AddIndexConcurrently", "RemoveIndexConcurrently", "AddConstraintNotValid",
        "CreateExtension", "TrigramExtension", "UnaccentExtension", "BtreeGinExtension", "BtreeGistExtension", "CITextExtension",
        "HStoreExtension", "CreateCollation", "AddTrigger", "RemoveTrigger",
    }
)  # fmt: skip
"""Operations that change the schema."""

DJANGO_CODE = {"RunPython": "reverse_code", "RunSQL": "reverse_sql"}
"""Operations that run code, and the argument without which they can't be reversed."""

DJANGO_SEPARATE = "SeparateDatabaseAndState"

SILENT_CALLS = frozenset(
    {"print", "info", "warning", "debug", "error", "getLogger", "exception", "log", "echo", "get_bind", "get_context"}
)
"""Calls after which a downgrade is still empty."""
