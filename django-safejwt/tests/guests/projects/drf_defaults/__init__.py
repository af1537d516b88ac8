"""Django REST Framework's project-wide settings are all different: throttles, versions, renderers, formats."""
