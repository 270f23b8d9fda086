"""The door over HTTP: FastAPI routes over the typed commands of `agents`."""
