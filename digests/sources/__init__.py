"""Where articles come from: each module is one kind of source and yields `Article | SourceError` values."""
