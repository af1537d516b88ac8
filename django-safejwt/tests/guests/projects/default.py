"""What django-admin startproject and the README give."""

from ..startproject import *
from ..startproject import install

install(globals())
