// Who may write, and until when.
MATCH (h:Head {id: 1})
RETURN h.owner AS owner, h.token AS token, h.expires AS expires
