"""PEM keys: their algorithm, their id and their public half."""

from typing import Any

import pytest
from safejwt.tokens.pem import ShortRSAKey, UnusablePEM, read_pem

from tests.key_pairs import ASYMMETRIC, private, public, unusable

PRIVATE_MEMBERS = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
ED25519_ORDER = 2**252 + 27742317777372353535851937790883648493


@pytest.mark.parametrize("name", ASYMMETRIC)
def test_key_type_determines_algorithm(name: str) -> None:
    assert read_pem(private(name)).name == read_pem(public(name)).name == name


@pytest.mark.parametrize("name", ASYMMETRIC)
def test_key_id_is_independent_of_encoding(name: str) -> None:
    encodings = [private(name), private(name).replace("\\n", "\n"), public(name), public(name).replace("\n", "\\n")]
    assert len({read_pem(text).thumbprint for text in encodings}) == 1
    assert read_pem(private(name, 1)).thumbprint != read_pem(private(name)).thumbprint


@pytest.mark.parametrize("name", ASYMMETRIC)
def test_public_key_has_no_signing_half(name: str) -> None:
    assert read_pem(public(name)).private is None


@pytest.mark.parametrize("name", ASYMMETRIC)
def test_public_jwk_holds_no_private_member(name: str) -> None:
    assert not PRIVATE_MEMBERS & set(read_pem(private(name)).public_jwk)


@pytest.mark.parametrize("kind", ["RSA with 1024 bits", "P-384", "secp256k1", "Ed448", "encrypted"])
def test_unsupported_key_is_refused(kind: str) -> None:
    with pytest.raises(UnusablePEM) as caught:
        read_pem(unusable(kind))
    assert isinstance(caught.value, ShortRSAKey) == (kind == "RSA with 1024 bits")


@pytest.mark.parametrize(
    "text",
    [
        "-----BEGIN PUBLIC KEY-----",
        "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
        "-----BEGIN PUBLIC KEY-----é",
    ],
)
def test_text_that_is_not_a_key_is_refused(text: str) -> None:
    with pytest.raises(UnusablePEM):
        read_pem(text)


@pytest.mark.parametrize("name", ASYMMETRIC)
def test_signature_of_other_message_or_key_is_refused(name: str) -> None:
    key, other = read_pem(private(name)), read_pem(private(name, 1))
    signature = key.algorithm.sign(b"message", key.private)
    assert key.algorithm.verify(b"message", key.public, signature)
    assert not key.algorithm.verify(b"massage", key.public, signature)
    assert not key.algorithm.verify(b"message", other.public, signature)


@pytest.mark.parametrize("name", ASYMMETRIC)
@pytest.mark.parametrize(
    "change",
    [
        lambda signature: b"",
        lambda signature: bytes(len(signature)),  # r = s = 0 (CVE-2022-21449)
        lambda signature: b"\xff" * len(signature),
        lambda signature: signature[:-1],
        lambda signature: signature + b"\0",
        lambda signature: b"\0" + signature,
        lambda signature: signature * 2,
    ],
)
def test_empty_or_resized_signature_is_refused(name: str, change: Any) -> None:
    key = read_pem(private(name))
    signature = key.algorithm.sign(b"message", key.private)
    assert not key.algorithm.verify(b"message", key.public, change(signature))


def test_es256_accepts_only_signature_with_smaller_s() -> None:
    key = read_pem(private("ES256"))
    for number in range(20):
        message = b"message %d" % number
        signature = key.algorithm.sign(message, key.private)
        s = int.from_bytes(signature[32:])
        twin = signature[:32] + (P256_ORDER - s).to_bytes(32)
        assert s <= P256_ORDER // 2
        assert super(type(key.algorithm), key.algorithm).verify(message, key.public, twin)  # type: ignore[misc]
        assert not key.algorithm.verify(message, key.public, twin)


@pytest.mark.parametrize("name", ASYMMETRIC)
def test_signatures_are_deterministic(name: str) -> None:
    key = read_pem(private(name))
    assert len({key.algorithm.sign(b"message", key.private) for _ in range(5)}) == 1


def test_eddsa_signature_has_one_encoding() -> None:
    key = read_pem(private("EdDSA"))
    signature = key.algorithm.sign(b"message", key.private)
    s = int.from_bytes(signature[32:], "little")
    twin = signature[:32] + (s + ED25519_ORDER).to_bytes(32, "little")
    assert not key.algorithm.verify(b"message", key.public, twin)


def test_rs256_signature_has_one_encoding() -> None:
    key = read_pem(private("RS256"))
    signature = key.algorithm.sign(b"message", key.private)
    modulus, size = key.public.public_numbers().n, len(signature)
    number = int.from_bytes(signature)
    twins = [number + modulus, modulus - number]
    for twin in twins:
        assert not key.algorithm.verify(b"message", key.public, twin.to_bytes(size + 1).removeprefix(b"\0"))
