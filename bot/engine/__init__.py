"""Who wakes the use cases. The ledger is the truth; an engine only looks at it often enough."""
