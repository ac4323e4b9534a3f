"""What has been read and what has been promised, in one database: SQLite by itself, or PostgreSQL."""
