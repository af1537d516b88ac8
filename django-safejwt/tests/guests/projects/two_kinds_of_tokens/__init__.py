"""Scripts use Django REST Framework's own tokens under the same word, and pages its session authentication."""
