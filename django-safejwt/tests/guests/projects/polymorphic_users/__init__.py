"""The user model is polymorphic (django-polymorphic): a query returns objects of child classes."""
