"""A passkey in software: what a browser and its authenticator make of the options of the server (WebAuthn level 3)."""

import hashlib
import json
import secrets
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_encode

# It has no annotations.
COSE: Any = ES256

__all__ = ["UV", "Passkey"]

_UP, UV, _BE, _BS, _AT = 0x01, 0x04, 0x08, 0x10, 0x40


class Passkey:
    """One credential, which verifies its user.

    is_synced: whether it is on several devices.
    """

    def __init__(self, *, is_synced: bool = False, origin: str = "https://testserver") -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id, self.count, self.user_handle = secrets.token_bytes(16), 0, ""
        self.origin = origin
        self.flags = _UP | UV | (_BE | _BS if is_synced else 0)

    def create(self, options: dict[str, Any]) -> dict[str, Any]:
        """Register: what `navigator.credentials.create()` returns, as JSON."""
        public = options["publicKey"]
        self.user_handle = public["user"]["id"]
        cose = cbor.encode(dict(COSE.from_cryptography_key(self.key.public_key())))
        attested = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cose
        data = self._data(public["rp"]["id"], _AT) + attested
        attestation = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client_data("webauthn.create", public["challenge"])
        response = {"clientDataJSON": websafe_encode(client), "attestationObject": websafe_encode(attestation)}
        return self._credential(response, {"credProps": {"rk": True}})

    def get(self, options: dict[str, Any]) -> dict[str, Any]:
        """Authenticate: what `navigator.credentials.get()` returns, as JSON."""
        public = options["publicKey"]
        self.count += 1
        data = self._data(public["rpId"])
        client = self._client_data("webauthn.get", public["challenge"])
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        response = {
            "clientDataJSON": websafe_encode(client),
            "authenticatorData": websafe_encode(data),
            "signature": websafe_encode(signature),
            "userHandle": self.user_handle,
        }
        return self._credential(response, {})

    def _data(self, relying_party: str, more: int = 0) -> bytes:
        flags = (self.flags | more).to_bytes(1, "big")
        return hashlib.sha256(relying_party.encode()).digest() + flags + self.count.to_bytes(4, "big")

    def _client_data(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _credential(self, response: dict[str, str], extensions: dict[str, Any]) -> dict[str, Any]:
        name = websafe_encode(self.id)
        return {
            "type": "public-key",
            "id": name,
            "rawId": name,
            "response": response,
            "clientExtensionResults": extensions,
        }
