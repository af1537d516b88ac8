"""The measured packages by name, in the order of the report."""

from . import allauth, floor, opaque, safejwt, simplejwt
from .peer import PASSWORD, SECRET, USERNAME, Peer, State

__all__ = ["PASSWORD", "PEERS", "SECRET", "USERNAME", "Peer", "State"]

PEERS: dict[str, Peer] = {**floor.PEERS, **safejwt.PEERS, **simplejwt.PEERS, **opaque.PEERS, **allauth.PEERS}
