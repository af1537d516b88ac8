"""Strict verification of tokens (RFC 7519, RFC 8725, RFC 9068)."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import jwt
import pytest
from safejwt.errors import AccessTokenExpired, InvalidToken, RefreshTokenExpired, RefreshTokenInvalid
from safejwt.tokens import issue_access_token, issue_refresh_token, read_access_token, read_refresh_token
from safejwt.tokens import jwt as our_jwt

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SID = UUID("6f1ed002-ab59-4e63-b1cc-8c1f0b5f3c11")


@pytest.fixture
def access_token() -> str:
    return issue_access_token(user_id=7, sid=SID, generation=3, now=NOW)


@pytest.fixture
def refresh_token() -> str:
    return issue_refresh_token(sid=SID, generation=3, issued_at=NOW, expires_at=NOW + timedelta(days=7))


def segment(data: object) -> str:
    return urlsafe_b64encode(json.dumps(data, separators=(",", ":")).encode()).rstrip(b"=").decode()


def parts(token: str) -> tuple[dict[str, Any], dict[str, Any], str]:
    header, payload, signature = token.split(".")
    header, payload = (json.loads(urlsafe_b64decode(part + "===")) for part in (header, payload))
    return header, payload, signature  # type: ignore[return-value]


def sign(header: dict[str, Any], payload: bytes, secret: str) -> str:
    algorithm = jwt.get_algorithm_by_name("HS256")
    body = urlsafe_b64encode(payload).rstrip(b"=").decode()
    signing_input = f"{segment(header)}.{body}"
    signature = algorithm.sign(signing_input.encode(), algorithm.prepare_key(secret))
    return f"{signing_input}.{urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def signed(settings: Any, **changes: Any) -> str:
    """An access token with some claims changed or (...) removed, signed with the configured key."""
    header, payload, _ = parts(issue_access_token(user_id=7, sid=SID, generation=3, now=NOW))
    payload = {name: value for name, value in {**payload, **changes}.items() if value is not ...}
    return sign(header, json.dumps(payload).encode(), settings.ACCESS_TOKEN_SECRET)


def test_unchanged_token_of_helper_is_valid(settings: Any) -> None:
    read_access_token(signed(settings), now=NOW)


def test_access_token_round_trip(access_token: str) -> None:
    claims = read_access_token(access_token, now=NOW)
    assert (claims.user_id, claims.sid, claims.generation) == ("7", SID, 3)
    assert claims.expires_at - claims.issued_at == 300


def test_methods_are_a_list_and_left_out_if_unknown(access_token: str) -> None:
    assert "amr" not in parts(access_token)[1]
    assert read_access_token(access_token, now=NOW).amr == ()
    token = issue_access_token(user_id=7, sid=SID, generation=3, now=NOW, amr=["pwd", "otp"])
    assert parts(token)[1]["amr"] == ["pwd", "otp"]
    claims = read_access_token(token, now=NOW)
    assert (claims.amr, claims["amr"]) == (("pwd", "otp"), ["pwd", "otp"])


def test_pyjwt_reads_access_token(access_token: str, settings: Any) -> None:
    claims = jwt.decode(
        access_token,
        settings.ACCESS_TOKEN_SECRET,
        algorithms=["HS256"],
        audience="safejwt",
        options={"verify_exp": False, "verify_iat": False},
    )
    assert claims["sub"] == "7"


def test_access_token_holds_no_personal_data_but_user_id() -> None:
    token = issue_access_token(user_id=7, sid=SID, generation=3, now=NOW, authenticated_at=NOW)
    header, payload, _ = parts(token)
    assert sorted(payload) == ["aud", "auth_time", "exp", "gen", "iat", "iss", "sid", "sub"]
    assert sorted(header) == ["alg", "kid", "typ"]


def test_user_id_claim_setting(settings: Any) -> None:
    settings.SAFEJWT_USER_ID_CLAIM = "user_id"
    token = issue_access_token(user_id=7, sid=SID, generation=3, now=NOW)
    assert parts(token)[1]["user_id"] == "7"
    assert read_access_token(token, now=NOW).user_id == "7"


def test_refresh_tokens_of_same_second_are_unique() -> None:
    expires_at = NOW + timedelta(days=7)
    of_sessions = {
        issue_refresh_token(sid=uuid4(), generation=1, issued_at=NOW, expires_at=expires_at) for _ in range(5000)
    }
    of_generations = {
        issue_refresh_token(sid=SID, generation=number, issued_at=NOW, expires_at=expires_at) for number in range(5000)
    }
    assert len(of_sessions | of_generations) == 10_000


def test_refresh_token_of_generation_is_deterministic(refresh_token: str) -> None:
    again = issue_refresh_token(sid=SID, generation=3, issued_at=NOW, expires_at=NOW + timedelta(days=7))
    assert again == refresh_token


def test_every_changed_character_is_refused(access_token: str, refresh_token: str) -> None:
    for token, read in ((access_token, read_access_token), (refresh_token, read_refresh_token)):
        for position, character in enumerate(token):
            for other in "Az.=":
                if character == other:
                    continue
                changed = token[:position] + other + token[position + 1 :]
                with pytest.raises((InvalidToken, RefreshTokenInvalid)) as caught:
                    read(changed, now=NOW)
                assert caught.type in (InvalidToken, RefreshTokenInvalid)


def test_signature_has_one_encoding(access_token: str) -> None:
    """43 characters hold 258 bits and a signature has 256: a lenient decoder accepts four last characters."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    accepted = []
    for character in alphabet:
        try:
            read_access_token(access_token[:-1] + character, now=NOW)
            accepted.append(character)
        except InvalidToken:
            pass
    assert accepted == [access_token[-1]]


FORGED_HEADERS = [
    {"alg": "none"},
    {"alg": "None"},
    {"alg": "nOnE"},
    {"alg": "HS384"},
    {"alg": "HS512"},
    {"alg": "RS256"},
    {"alg": "ES256"},
    {"alg": "EdDSA"},
    {"alg": ""},
    {"alg": ["HS256"]},
    {"typ": "JWT"},
    {"typ": "rt+jwt"},
    {"typ": "application/at+jwt"},
    {"typ": ["at+jwt"]},
    {"kid": "../../../../dev/null"},
    {"kid": "' OR 1=1 --"},
    {"kid": "\0"},
    {"kid": "k" * 2000},
    {"kid": ["a"]},
    {"kid": None},
    {"jku": "http://127.0.0.1:1/jwks.json"},
    {"x5u": "http://127.0.0.1:1/key.pem"},
    {"jwk": {"kty": "oct", "k": "AAAA"}},
    {"x5c": ["AAAA"]},
    {"crit": ["exp"]},
    {"b64": False, "crit": ["b64"]},
    {"zip": "DEF"},
    {"cty": "JWT"},
]


@pytest.mark.parametrize("changes", FORGED_HEADERS, ids=lambda changes: json.dumps(changes)[:40])
def test_unknown_header_is_refused_even_with_valid_signature(
    changes: dict[str, Any], access_token: str, settings: Any
) -> None:
    header, payload, signature = parts(access_token)
    header |= changes
    genuine = sign(header, json.dumps(payload).encode(), settings.ACCESS_TOKEN_SECRET)
    signing_input = genuine.rpartition(".")[0]
    for forged in (genuine, f"{signing_input}.{signature}", f"{signing_input}."):
        with pytest.raises(InvalidToken):
            read_access_token(forged, now=NOW)


def test_only_compact_serialization_is_accepted(access_token: str) -> None:
    header, payload, signature = access_token.split(".")
    others = [
        "",
        ".",
        "..",
        f"{header}.{payload}",
        f"{header}..{signature}",
        f"{access_token}.",
        f"{access_token}.{header}.{payload}",
        f"{access_token}=",
        f"{access_token}\n",
        f" {access_token}",
        f"{access_token}é",
        access_token.replace(".", "\uff0e"),
        json.dumps({"protected": header, "payload": payload, "signature": signature}),
        "a" * 5_000_000,
    ]
    for other in others:
        with pytest.raises(InvalidToken):
            read_access_token(other, now=NOW)


@pytest.mark.parametrize("name", ["iss", "aud", "sub", "sid", "gen", "iat", "exp"])
def test_every_claim_is_required(name: str, settings: Any) -> None:
    with pytest.raises(InvalidToken) as caught:
        read_access_token(signed(settings, **{name: ...}), now=NOW)
    assert caught.type is InvalidToken


WRONG_CLAIMS = [
    {"exp": "1795435500"},
    {"exp": 1e308},
    {"exp": True},
    {"exp": None},
    {"exp": [1]},
    {"iat": 1.5},
    {"iat": "1"},
    {"gen": True},
    {"gen": "3"},
    {"sub": ""},
    {"sub": 7},
    {"sub": ["7"]},
    {"sid": "7"},
    {"sid": 7},
    {"sid": None},
    {"iss": "safejwt.evil"},
    {"iss": ["safejwt"]},
    {"iss": "safe"},
    {"aud": "other"},
    {"aud": ["safejwt"]},
    {"amr": "pwd"},
    {"amr": [1]},
    {"amr": None},
    {"amr": {"pwd": 1}},
]


@pytest.mark.parametrize("changes", WRONG_CLAIMS, ids=str)
def test_claim_with_wrong_type_or_value_is_refused(changes: dict[str, Any], settings: Any) -> None:
    with pytest.raises(InvalidToken) as caught:
        read_access_token(signed(settings, **changes), now=NOW)
    assert caught.type is InvalidToken


@pytest.mark.parametrize("payload", [b"[]", b"null", b"1", b'"x"', b"{", b"\xff", b"", b"[" * 2900])
def test_signed_payload_that_is_not_an_object_is_refused(payload: bytes, settings: Any, access_token: str) -> None:
    header, _, _ = parts(access_token)
    with pytest.raises(InvalidToken):
        read_access_token(sign(header, payload, settings.ACCESS_TOKEN_SECRET), now=NOW)


def test_access_token_expires_to_the_second(access_token: str) -> None:
    read_access_token(access_token, now=NOW + timedelta(seconds=299))
    with pytest.raises(AccessTokenExpired):
        read_access_token(access_token, now=NOW + timedelta(seconds=300))


def test_clock_of_other_server_may_be_60_seconds_ahead(access_token: str) -> None:
    read_access_token(access_token, now=NOW - timedelta(seconds=60))
    with pytest.raises(InvalidToken):
        read_access_token(access_token, now=NOW - timedelta(seconds=61))


def test_token_with_longer_lifetime_than_setting_expires_with_the_setting(settings: Any) -> None:
    """A server that still has the old setting issued it: its client refreshes and notices nothing."""
    for lifetime in (301, 10**12):
        token = signed(settings, exp=int(NOW.timestamp()) + lifetime)
        claims = read_access_token(token, now=NOW + timedelta(seconds=299))
        assert claims.expires_at == NOW.timestamp() + 300
        with pytest.raises(AccessTokenExpired):
            read_access_token(token, now=NOW + timedelta(seconds=300))


def test_raised_lifetime_extends_no_token(access_token: str, settings: Any) -> None:
    settings.SAFEJWT_ACCESS_TOKEN_LIFETIME = timedelta(minutes=15)
    with pytest.raises(AccessTokenExpired):
        read_access_token(access_token, now=NOW + timedelta(seconds=300))


def test_only_genuine_token_is_reported_as_expired(access_token: str) -> None:
    forged = access_token[:-5] + "AAAAA"
    with pytest.raises(InvalidToken) as caught:
        read_access_token(forged, now=NOW + timedelta(days=1))
    assert caught.type is InvalidToken


def test_access_and_refresh_tokens_are_not_interchangeable(access_token: str, refresh_token: str) -> None:
    with pytest.raises(RefreshTokenInvalid):
        read_refresh_token(access_token, now=NOW)
    with pytest.raises(InvalidToken):
        read_access_token(refresh_token, now=NOW)


def test_access_and_refresh_tokens_are_not_interchangeable_with_same_key(settings: Any) -> None:
    settings.ACCESS_TOKEN_SECRET = settings.REFRESH_TOKEN_SECRET
    with pytest.raises(RefreshTokenInvalid):
        read_refresh_token(issue_access_token(user_id=7, sid=SID, generation=3, now=NOW), now=NOW)


@pytest.mark.parametrize("name", ["SECRET_KEY", "REFRESH_TOKEN_SECRET"])
def test_key_of_other_purpose_signs_no_access_token(name: str, settings: Any, access_token: str) -> None:
    header, payload, _ = parts(access_token)
    forged = sign(header, json.dumps(payload).encode(), getattr(settings, name))
    with pytest.raises(InvalidToken):
        read_access_token(forged, now=NOW)


def test_expired_refresh_token_identifies_session_for_logout(refresh_token: str) -> None:
    later = NOW + timedelta(days=7)
    with pytest.raises(RefreshTokenExpired):
        read_refresh_token(refresh_token, now=later)
    assert read_refresh_token(refresh_token, now=later, allow_expired=True).sid == SID


@pytest.mark.parametrize(
    ("not_before", "is_valid"),
    [(0, True), (60, True), (61, False), (10**30, False), ("0", False), (0.5, False), (True, False), (None, False)],
)
def test_not_before_is_honored(not_before: Any, is_valid: bool, settings: Any) -> None:
    value = int(NOW.timestamp()) + not_before if type(not_before) is int else not_before
    token = signed(settings, nbf=value)
    if is_valid:
        read_access_token(token, now=NOW)
        return
    with pytest.raises(InvalidToken) as caught:
        read_access_token(token, now=NOW)
    assert caught.type is InvalidToken


class TestCacheOfVerifiedTokens:
    @pytest.fixture(autouse=True)
    def decoded(self, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        """The tokens whose signature was verified, in order."""
        seen: list[str] = []
        decode = our_jwt._decode
        monkeypatch.setattr(
            our_jwt, "_decode", lambda ring, token, error: seen.append(token) or decode(ring, token, error)
        )
        our_jwt._verified.cache_clear()
        return seen

    def test_signature_is_verified_once(self, access_token: str, decoded: list[str]) -> None:
        first, second = (read_access_token(access_token, now=NOW) for _ in range(2))
        assert first == second
        assert decoded == [access_token]

    def test_times_are_checked_each_time(self, access_token: str, settings: Any) -> None:
        read_access_token(access_token, now=NOW)
        with pytest.raises(AccessTokenExpired):
            read_access_token(access_token, now=NOW + timedelta(seconds=300))
        with pytest.raises(InvalidToken):
            read_access_token(access_token, now=NOW - timedelta(seconds=61))
        settings.SAFEJWT_ACCESS_TOKEN_LIFETIME = timedelta(seconds=299)
        with pytest.raises(AccessTokenExpired):
            read_access_token(access_token, now=NOW + timedelta(seconds=299))

    def test_cached_verification_is_bound_to_keys(self, access_token: str, settings: Any, decoded: list[str]) -> None:
        old, new = settings.ACCESS_TOKEN_SECRET, "another-access-token-secret-of-the-tests-0123456789"
        read_access_token(access_token, now=NOW)
        for secrets in (new, [new]):
            settings.ACCESS_TOKEN_SECRET = secrets
            with pytest.raises(InvalidToken):
                read_access_token(access_token, now=NOW)
        settings.ACCESS_TOKEN_SECRET = [new, old]
        read_access_token(access_token, now=NOW)
        assert decoded == [access_token] * 4

    @pytest.mark.parametrize("name", ["SAFEJWT_ISSUER", "SAFEJWT_AUDIENCE", "SAFEJWT_USER_ID_CLAIM"])
    def test_changed_claim_settings_apply_at_once(self, access_token: str, settings: Any, name: str) -> None:
        read_access_token(access_token, now=NOW)
        setattr(settings, name, "another")
        with pytest.raises(InvalidToken):
            read_access_token(access_token, now=NOW)

    def test_cached_token_does_not_validate_other_tokens(self, access_token: str) -> None:
        read_access_token(access_token, now=NOW)
        for other in (access_token + "=", access_token[:-1], access_token.swapcase()):
            with pytest.raises(InvalidToken):
                read_access_token(other, now=NOW)

    def test_refused_tokens_are_not_cached_and_cache_is_bounded(self, access_token: str) -> None:
        for number in range(50):
            with pytest.raises(InvalidToken):
                read_access_token(f"{access_token}{number}", now=NOW)
        assert our_jwt._verified.cache_info().currsize == 0
        assert our_jwt._verified.cache_info().maxsize == 1024
