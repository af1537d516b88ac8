"""The primary key is a text that the project chooses, with characters that URLs and tokens must carry."""
