"""The ledger for those who keep it: checkpoints, witnesses, and what an auditor asks of it."""
