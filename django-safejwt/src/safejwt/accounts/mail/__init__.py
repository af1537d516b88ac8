"""Emails: queued in the database, written from templates, sent after the response."""
