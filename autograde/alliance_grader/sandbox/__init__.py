"""Isolation that a process applies to itself before it touches what a stranger wrote."""
