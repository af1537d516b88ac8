"""The language is part of the path (i18n_patterns). It is Arabic, with numbers and times in its formats."""
