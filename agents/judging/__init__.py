"""Judging: what policy says of a proposed action, before anything is done."""
