"""The town's identity provider: OpenID Connect, authorization code with PKCE.

What belongs to one attempt (state, nonce, verifier, where to go afterwards) is kept in a cookie of
the browser that makes it, for minutes, and nowhere else.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, astuple, dataclass
from typing import TYPE_CHECKING, Any

from engine.errors import AccessDenied, DeliveryError
from engine.settings import IdentityProvider

if TYPE_CHECKING:
    from authlib.integrations.httpx_client import OAuth2Client

SCOPE = "openid email profile"
_ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]
_SECONDS = 10.0


class ProviderAway(DeliveryError):
    """The identity provider does not answer as it should: {reason}."""

    de = "Der Anmeldedienst antwortet nicht, wie er soll: {reason}."


class NotVouched(AccessDenied):
    """The identity provider does not vouch for you: {reason}. Try again."""

    de = "Der Anmeldedienst bestätigt Sie nicht: {reason}. Bitte noch einmal versuchen."


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt to sign in."""

    state: str
    nonce: str
    verifier: str
    back: str

    @classmethod
    def fresh(cls, back: str) -> Attempt:
        """Return an attempt that nobody can guess."""
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        return cls(state, nonce, verifier, back)

    @classmethod
    def read(cls, text: str | None) -> Attempt:
        """Return the attempt that a cookie holds.

        Raises:
            NotVouched: it holds none, for instance because it has expired.
        """
        try:
            found = cls(**json.loads(text or ""))
        except (ValueError, TypeError):
            raise NotVouched(reason="state") from None
        if not all(isinstance(each, str) and each for each in astuple(found)):
            raise NotVouched(reason="state")
        return found

    def written(self) -> str:
        """Return what the cookie holds."""
        return json.dumps(asdict(self), separators=(",", ":"))


def address_to_ask(provider: IdentityProvider, attempt: Attempt, back_to: str) -> str:
    """Return where the browser is sent.

    Raises:
        ProviderAway: the provider does not say where that is.
    """
    with _client(provider, back_to) as client:
        address, _ = client.create_authorization_url(
            _about(client, provider)["authorization_endpoint"],
            state=attempt.state,
            nonce=attempt.nonce,
            code_verifier=attempt.verifier,
        )
    return str(address)


def claims_of(
    provider: IdentityProvider, attempt: Attempt, back_to: str, answer: Mapping[str, str]
) -> tuple[str, str]:
    """Return the subject and the verified address of whom the provider vouches for.

    Raises:
        NotVouched: it does not, or the answer is not to this attempt.
        ProviderAway: it does not answer as it should.
    """
    given, wanted = answer.get("state", ""), attempt.state
    if "error" in answer or not secrets.compare_digest(given.encode(), wanted.encode()):
        raise NotVouched(reason=answer.get("error", "state")[:40])
    with _client(provider, back_to) as client:
        about = _about(client, provider)
        token = _asked(client, about, attempt, answer.get("code", ""))
        keys = _fetched(client, about["jwks_uri"])
    return _checked(provider, attempt, token, keys)


def _client(provider: IdentityProvider, back_to: str) -> OAuth2Client:
    from authlib.integrations.httpx_client import OAuth2Client  # noqa: PLC0415 - large, for few

    return OAuth2Client(
        provider.client_id,
        provider.client_secret,
        scope=SCOPE,
        redirect_uri=back_to,
        code_challenge_method="S256",
        timeout=_SECONDS,
    )


def _about(client: OAuth2Client, provider: IdentityProvider) -> dict[str, Any]:
    issuer = provider.issuer.rstrip("/")
    found = _fetched(client, f"{issuer}/.well-known/openid-configuration")
    if str(found.get("issuer", "")).rstrip("/") != issuer:
        raise ProviderAway(reason="issuer")
    if not {"authorization_endpoint", "token_endpoint", "jwks_uri"} <= found.keys():
        raise ProviderAway(reason="openid-configuration")
    return found


def _fetched(client: OAuth2Client, address: str) -> dict[str, Any]:
    try:
        answer = client.request("GET", address, withhold_token=True)
        answer.raise_for_status()
        found = answer.json()
    except Exception as error:
        raise ProviderAway(reason=type(error).__name__) from error
    if not isinstance(found, dict):
        raise ProviderAway(reason="JSON")
    return found


def _asked(client: OAuth2Client, about: Mapping[str, Any], attempt: Attempt, code: str) -> str:
    try:
        answer = client.fetch_token(
            about["token_endpoint"], code=code, code_verifier=attempt.verifier
        )
    except Exception as error:
        raise NotVouched(reason=type(error).__name__) from error
    return str(answer.get("id_token", ""))


def _checked(
    provider: IdentityProvider, attempt: Attempt, token: str, keys: dict[str, Any]
) -> tuple[str, str]:
    """Check signature, issuer, audience, age and nonce; return subject and address."""
    from joserfc import jwt  # noqa: PLC0415 - as large, and for as few
    from joserfc.errors import JoseError  # noqa: PLC0415
    from joserfc.jwk import KeySet  # noqa: PLC0415

    rules = jwt.JWTClaimsRegistry(
        iss={"essential": True, "values": [provider.issuer, f"{provider.issuer.rstrip('/')}/"]},
        aud={"essential": True, "value": provider.client_id},
        sub={"essential": True},
        exp={"essential": True},
        nonce={"essential": True, "value": attempt.nonce},
        email={"essential": True},
    )
    try:
        found = jwt.decode(token, KeySet.import_key_set(keys), algorithms=_ALGORITHMS)  # type: ignore[arg-type]
        rules.validate(found.claims)
    except (JoseError, ValueError) as error:
        raise NotVouched(reason=type(error).__name__) from error
    if found.claims.get("email_verified") is False:
        raise NotVouched(reason="email_verified")
    return str(found.claims["sub"]), str(found.claims["email"])
