"""What the news says: articles in, figures, implications and digests out.

Synchronous and free of chat SDKs, schedulers and event loops; `bot` carries what this package decides to people.
"""
