"""One integration, one adapter: settings, dialect, limits and errors of a chat platform."""
