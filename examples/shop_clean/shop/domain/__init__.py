"""What the shop is about; knows nothing of databases, HTTP or other tools."""
