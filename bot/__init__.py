"""How digests reach people: adapters, commands, courier and engines around the synchronous core in `digests`."""
