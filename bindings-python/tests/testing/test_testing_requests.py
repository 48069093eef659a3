"""`signed_request`: what it makes is what other libraries, and the apps of users, take for genuine."""

import dataclasses
import hashlib
import hmac
import json

import hookseal
import pytest
import standardwebhooks
import stripe
from fastapi import FastAPI
from flask import Flask, Response, request
from hookseal import asgi, flask
from hookseal.testing import SignedRequest
from hookseal.testing import signed_request as sign
from slack_sdk.signature import SignatureVerifier
from starlette.testclient import TestClient

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
EVENT = {"id": "evt_1", "type": "payment.succeeded", "data": {"amount": 1250}}


def test_the_fixture_is_the_function(signed_request):
    assert signed_request is sign


def test_stripe_takes_it():
    made = sign("stripe", SECRET, EVENT)
    event = stripe.Webhook.construct_event(made.body, made.headers["Stripe-Signature"], SECRET)
    assert event.id == "evt_1"


def test_standard_webhooks_takes_it():
    made = sign("standard-webhooks", SECRET, EVENT)
    assert standardwebhooks.Webhook(SECRET).verify(made.body, made.headers) == EVENT
    again = sign("standard-webhooks", SECRET, EVENT)
    assert made.headers["webhook-id"] != again.headers["webhook-id"]
    assert sign("standard-webhooks", SECRET, EVENT, id="msg_7").headers["webhook-id"] == "msg_7"


def test_slack_takes_it():
    body = "command=%2Fweather&text=94070"
    made = sign("slack", SECRET, body, headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert SignatureVerifier(SECRET).is_valid_request(made.body, made.headers)
    assert made.headers["Content-Type"] == "application/x-www-form-urlencoded"


def test_the_recipe_takes_it():
    made = sign("generic-hex", SECRET, EVENT)
    tag = hmac.new(SECRET.encode(), made.body, hashlib.sha256).hexdigest()
    assert made.headers == {"Content-Type": "application/json", "X-Webhook-Signature": f"sha256={tag}"}


def test_a_body_is_written_once_or_not_at_all():
    assert json.loads(sign("github", SECRET, EVENT).body) == EVENT
    assert json.loads(sign("github", SECRET, [1, "é"]).body) == [1, "é"]
    for given, sent in [(b"\xff\x00", b"\xff\x00"), ("é {", "é {".encode()), (b"", b"")]:
        made = sign("github", SECRET, given)
        assert (made.body, "Content-Type" in made.headers) == (sent, False)


@pytest.mark.parametrize("kind", [bytearray, memoryview])
def test_whatever_holds_bytes_is_sent_as_it_is(kind):
    made = sign("github", SECRET, kind(b"\xff\x00"))
    assert (made.body, type(made.body), "Content-Type" in made.headers) == (b"\xff\x00", bytes, False)


@pytest.mark.parametrize("body", [{"amount": float("nan")}, {"when": object()}, {1, 2}, "\ud800"], ids=ascii)
def test_a_body_that_is_no_json_is_refused(body):
    """Python's `json` writes NaN, which no sender does: the event would be refused, and the test's author wonder."""
    with pytest.raises(hookseal.errors.ArgumentInvalid, match="JSON"):
        sign("stripe", SECRET, body)


def test_a_timestamp_of_the_past():
    made = sign("stripe", SECRET, EVENT, timestamp=1_700_000_000)
    assert made.headers["Stripe-Signature"].startswith("t=1700000000,v1=")


def test_a_signed_url():
    with pytest.raises(hookseal.errors.UrlRequired):
        sign("square", SECRET, EVENT)
    with pytest.raises(hookseal.errors.ArgumentInvalid, match="public_url"):
        sign("square", SECRET, EVENT, url="/hooks")
    made = sign("square", SECRET, EVENT, url="https://example.com/hooks?a=b")
    assert (made.url, made.path) == ("https://example.com/hooks?a=b", "/hooks?a=b")
    hookseal.Verifier("square", secrets=[SECRET]).verify(made.body, made.headers, url=made.url)


@pytest.mark.parametrize(
    ("url", "path"),
    [
        (None, "/"),
        ("/hooks", "/hooks"),
        ("https://example.com", "/"),
        # A path, whatever it would be as a URL.
        ("//hooks/stripe?a=b", "//hooks/stripe?a=b"),
    ],
)
def test_paths(url, path):
    assert sign("github", SECRET, b"", url=url).path == path


@pytest.mark.parametrize("name", ["webhook-id", "Webhook-Signature", "WEBHOOK-TIMESTAMP"])
def test_headers_that_signing_makes_are_refused(name):
    with pytest.raises(hookseal.errors.ArgumentInvalid, match="made by signing"):
        sign("standard-webhooks", SECRET, EVENT, id="msg_1", headers={name: "x"})


@pytest.mark.parametrize("headers", [5, "X: 1", ["X", "1"], [("X", "1")]])
def test_headers_are_a_mapping(headers):
    with pytest.raises(hookseal.errors.ArgumentInvalid, match="must be a mapping"):
        sign("standard-webhooks", SECRET, EVENT, headers=headers)


def test_a_given_id_header_is_signed():
    made = sign("standard-webhooks", SECRET, EVENT, headers={"Webhook-Id": "msg_9"})
    assert hookseal.Verifier("standard-webhooks", secrets=[SECRET]).verify(made.body, made.headers).id == "msg_9"
    assert sum(name.lower() == "webhook-id" for name in made.headers) == 1


def test_it_cannot_be_changed_by_accident():
    with pytest.raises(dataclasses.FrozenInstanceError):
        sign("github", SECRET, b"").body = b"x"


def post(client, made: SignedRequest) -> Response:
    return client.post(made.path, data=made.body, headers=made.headers)


def test_flask(signed_request):
    app = Flask("acme")
    webhook = flask.Webhook("payments", scheme="stripe", secrets=[SECRET], store="memory:")

    @app.post("/hooks")
    @webhook.guard
    def receive(event):
        return {"id": event.id, "tenant": request.args["tenant"]}

    client = app.test_client()
    made = signed_request("stripe", SECRET, EVENT, url="/hooks?tenant=7")
    assert post(client, made).get_json() == {"id": "evt_1", "tenant": "7"}
    assert post(client, made).get_json() == {"status": "duplicate"}
    assert post(client, dataclasses.replace(made, body=made.body + b" ")).status_code == 400


def test_starlette(signed_request):
    app = FastAPI()
    webhook = asgi.Webhook("payments", scheme="stripe", secrets=[SECRET], store="memory:")

    @app.post("/hooks")
    @webhook.guard
    async def receive(event):
        return {"id": event.id}

    client = TestClient(app)
    made = signed_request("stripe", SECRET, EVENT, url="/hooks")
    assert client.post(made.path, content=made.body, headers=made.headers).json() == {"id": "evt_1"}
    assert client.post(made.path, content=b"{}", headers=made.headers).status_code == 400
