"""Imported users have negative numbers as keys, and the models of the project a small key by default."""
