"""Data loaders of GraphQL's libraries: what a key loads is an item of what the loading function gives."""

from __future__ import annotations

from ddd_lint.frameworks.library import Kind, Library, Op

LIBRARY = Library(
    name="strawberry",
    kinds={
        "strawberry.DataLoader": Kind(
            names=(
                "strawberry.dataloader.DataLoader",
                "aiodataloader.DataLoader",
                "promise.dataloader.DataLoader",
                "graphql_sync_dataloaders.SyncDataLoader",
                "graphql_sync_dataloaders.sync_dataloader.SyncDataLoader",
            ),
            methods={"load": Op("own"), "load_many": Op("own-list"), "prime": Op(""), "clear": Op("")},
            made="items<0|load_fn|batch_load_fn",
        ),
    },
)
