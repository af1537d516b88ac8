"""Signed-in users of another package, whose project moves here while they go on."""
