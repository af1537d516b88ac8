"""What django-admin startproject and the README give."""

from ..startproject import *

install(globals())
