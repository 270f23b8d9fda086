"""Contracts: what the rows of a stream must be like, what happens when they are not, what past syncs were like."""
