"""Schemes: the frozen names, an own one, and what `Signer` signs."""

import json
from pathlib import Path
from typing import Any

import hookseal
import pytest
from hookseal import Scheme, Signer, Verifier, errors
from vector_cases import load

ACME: dict[str, Any] = {
    "name": "acme",
    "family": "acme",
    "signature": {"headers": ["X-Acme-Signature"], "separator": ",", "prefix": "v1=", "encoding": "hex"},
    "key": "utf8",
    "signed": "{timestamp}.{body}",
    "timestamp": {"entry": "t=", "unit": "seconds", "past": 300, "future": 300},
    "id": {"json": "data.id"},
    "type": {"header": "X-Acme-Type"},
    "version": {"json": "version"},
    "dedup": "signed_id",
    "bodies_repeat": False,
    "sender_retries": "none",
    "max_body": 1048576,
    "source": "acme.example/docs",
}

TOML = """
name = "acme"
signed = "{timestamp}.{body}"
sender_retries = "none"
source = "acme.example/docs"
signature = { headers = ["X-Acme-Signature"], separator = ",", prefix = "v1=", encoding = "hex" }
timestamp = { entry = "t=", unit = "seconds", past = 300, future = 300 }
id = { json = "data.id" }
type = { header = "X-Acme-Type" }
version = { json = "version" }
"""

NAMES = hookseal.schemes()

SECRETS = {
    "base64": "c2VjcmV0IHNlY3JldCBzZWNyZXQ=",
    "hex": "73656372" * 5,
    "whsec": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
}


def test_names_are_frozen() -> None:
    built_in = [{"name": name, "family": Scheme.builtin(name).family} for name in NAMES]
    assert built_in == load("schemes.json")


def test_own(tmp_path: Path) -> None:
    (tmp_path / "acme.toml").write_text(TOML)
    (tmp_path / "acme.JSON").write_text(json.dumps(ACME))
    for scheme in (
        Scheme(**ACME),
        Scheme.from_toml(TOML),
        Scheme.from_file(tmp_path / "acme.toml"),
        Scheme.from_file(str(tmp_path / "acme.JSON")),
    ):
        assert scheme.to_dict() == ACME
        assert (scheme.name, scheme.family, scheme.signed, scheme.dedup) == ("acme", "acme", True, "signed_id")
        assert (scheme.max_body, scheme.sender_retries, repr(scheme)) == (1 << 20, 0, "<hookseal.Scheme acme>")
        assert Verifier(scheme, secrets=["s" * 20]).scheme == "acme"


def test_own_with_nothing_but_a_name() -> None:
    scheme = Scheme("open")
    assert not scheme.signed and scheme.sender_retries is None and scheme.max_body == 1 << 20
    with pytest.raises(errors.SchemeInvalid):
        Verifier(scheme)
    with pytest.raises(errors.SchemeInvalid):
        Verifier(scheme, secrets=["s" * 20])


@pytest.mark.parametrize("name", NAMES)
def test_built_in_as_a_dict(name: str) -> None:
    # Name and family are its own; all else is anybody's.
    fields = {**Scheme.builtin(name).to_dict(), "name": "mine", "family": "mine"}
    again = Scheme(**fields)
    assert again.to_dict() == fields
    built_in = Verifier(name, secrets=[secret(name)])
    own = Verifier(again, secrets=[secret(name)])
    for shown in ("headers", "signs_url", "signs_method", "max_body", "tolerance", "dedup", "weak"):
        assert getattr(own, shown) == getattr(built_in, shown), shown


@pytest.mark.parametrize("more", ["", "{url}.", "{method}.", "{method}{url}."])
def test_a_verifier_tells_what_must_be_given(more: str) -> None:
    verifier = Verifier(Scheme(**{**ACME, "signed": "{timestamp}." + more + "{body}"}), secrets=["s" * 20])
    assert (verifier.signs_url, verifier.signs_method) == ("{url}" in more, "{method}" in more)


def test_built_in_names_are_taken() -> None:
    with pytest.raises(errors.SchemeInvalid):
        Scheme(**{**ACME, "name": "github"})
    with pytest.raises(errors.SchemeInvalid):
        Scheme(**{**ACME, "family": "svix"})


def secret(name: str) -> str:
    """One in the scheme's format."""
    return SECRETS.get(Scheme.builtin(name).to_dict()["key"], "It's a Secret to Everybody")


@pytest.mark.parametrize("name", NAMES)
def test_signed_is_verified(name: str) -> None:
    stamp = 1_700_000_000
    body = json.dumps({"id": "evt_1", "webhookTimestamp": stamp * 1000, "signedAt": stamp}).encode()
    fields = Scheme.builtin(name).to_dict()
    further = {
        part.split(":")[1].rstrip("}"): "1700000000"
        for part in fields["signed"].split("{")
        if part.startswith("header:")
    }
    request: dict[str, Any] = {"method": "POST", "url": "https://example.com/hooks/1"}
    with Signer(name, secret(name)) as signer:
        signed = signer.sign(body, id="evt-1", timestamp=stamp, headers=further, **request)
    headers = {**further, **signed}
    verifier = Verifier(
        name, secrets=["another secret of no use" if fields["key"] == "utf8" else secret(name), secret(name)]
    )
    verified = verifier.verify(body, headers, now=stamp + 1, **request)
    assert verified.scheme == name
    assert verified.key_index == (1 if fields["key"] == "utf8" else 0)
    if "timestamp" in fields:
        assert verified.timestamp == stamp
    with pytest.raises(errors.SignatureMismatch):
        verifier.verify(body + b" ", headers, now=stamp + 1, **request)
    with pytest.raises(errors.State):
        signer.sign(body)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"signed": None}, errors.SchemeInvalid),
        ({"signed": "{nothing}"}, errors.SchemeInvalid),
        ({"signature": None}, errors.SchemeInvalid),
        ({"signature": {"headers": [], "encoding": "hex"}}, errors.SchemeInvalid),
        ({"signature": {"headers": ["X"], "encoding": "hex", "prefex": ""}}, errors.SchemeInvalid),
        ({"key": "rot13"}, errors.SchemeInvalid),
        ({"name": "No Name"}, errors.SchemeInvalid),
        ({"name": 5}, errors.SchemeInvalid),
        ({"dedup": "always"}, errors.SchemeInvalid),
        ({"signed": "x" * 1000 + "{body}"}, errors.SchemeTooLarge),
    ],
)
def test_no_scheme(change: dict[str, Any], error: type[errors.WebhookError]) -> None:
    with pytest.raises(error):
        Verifier(Scheme(**{**ACME, **change}), secrets=["s" * 20])


def test_unknown_fields_are_type_errors() -> None:
    with pytest.raises(TypeError):
        Scheme(**{**ACME, "colour": "red"})


def test_a_name_that_may_be_a_secret_is_not_repeated() -> None:
    with pytest.raises(errors.SchemeUnknown) as caught:
        Scheme.builtin("Whsec_abc")
    assert "Whsec_abc" not in str(caught.value)


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(errors.Io):
        Scheme.from_file(tmp_path / "missing.toml")
    (tmp_path / "binary.toml").write_bytes(b"\xff")
    with pytest.raises(errors.WebhookError):
        Scheme.from_file(tmp_path / "binary.toml")
