"""Captures: read from files that this version did not write, and sent again."""

import hashlib
import hmac
import time

import hookseal
import pytest
from flask import Flask
from hookseal.flask import Webhook
from hookseal.testing import capture_request, load_capture

SECRET = "It's a Secret to Everybody"
TAG = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"

GITHUB = (
    b"POST /hooks HTTP/1.1\r\nHost: example.com\r\nX-Hub-Signature-256: sha256=" + TAG.encode() + b"\r\n"
    b"Cookie: [redacted]\r\nX-GitHub-Event: push\r\nX-GitHub-Delivery: 7-8\r\nContent-Length: 13\r\n"
    b"Hookseal-Scheme: github\r\nHookseal-Reason: HANDLER_FAILED\r\n\r\nHello, World!"
)
STRIPE = (
    b"POST /hooks HTTP/1.1\r\nStripe-Signature: t=1700000000,v1=" + b"0" * 64 + b"\r\nContent-Length: 14\r\n"
    b'Hookseal-Scheme: stripe\r\n\r\n{"id":"evt_1"}'
)


def captured(tmp_path, message):
    path = tmp_path / "letter.http"
    path.write_bytes(message)
    return load_capture(path)


def test_loading(tmp_path):
    capture = captured(tmp_path, GITHUB)
    assert isinstance(capture, hookseal.Capture)
    assert (capture.method, capture.target, capture.body) == ("POST", "/hooks", b"Hello, World!")
    assert (capture.scheme, capture.reason) == ("github", "HANDLER_FAILED")


@pytest.mark.parametrize("message", [b"", b"Hello", GITHUB[:-1], GITHUB.replace(b"13", b"12")])
def test_what_is_no_capture(tmp_path, message):
    with pytest.raises(hookseal.errors.ArgumentInvalid):
        captured(tmp_path, message)


def test_no_file(tmp_path):
    with pytest.raises(FileNotFoundError):
        load_capture(tmp_path / "absent.http")


def test_sent_as_it_came(tmp_path):
    request = capture_request(captured(tmp_path, GITHUB))
    assert request.headers == {
        "X-Hub-Signature-256": f"sha256={TAG}", "X-GitHub-Event": "push", "X-GitHub-Delivery": "7-8",
    }  # fmt: skip
    assert (request.method, request.path, request.body) == ("POST", "/hooks", b"Hello, World!")
    verified = hookseal.Verifier("github", secrets=[SECRET]).verify(request.body, request.headers)
    assert (verified.id, verified.type) == ("7-8", "push")


def test_signed_afresh(tmp_path):
    request = capture_request(captured(tmp_path, GITHUB), "another secret of ours")
    tag = hmac.new(b"another secret of ours", b"Hello, World!", hashlib.sha256).hexdigest()
    assert request.headers["X-Hub-Signature-256"] == f"sha256={tag}"
    assert (request.headers["X-GitHub-Event"], request.headers["X-GitHub-Delivery"]) == ("push", "7-8")


def test_a_stale_one_is_signed_for_today(tmp_path):
    capture = captured(tmp_path, STRIPE)
    assert capture_request(capture).headers["Stripe-Signature"].startswith("t=1700000000,")
    request = capture_request(capture, SECRET)
    verified = hookseal.Verifier("stripe", secrets=[SECRET]).verify(request.body, request.headers)
    assert verified.id == "evt_1" and abs(verified.timestamp - time.time()) < 5
    assert capture_request(capture, SECRET, timestamp=1).headers["Stripe-Signature"].startswith("t=1,")


def test_a_signed_url_is_given_whole(tmp_path):
    """A capture has its path alone. What is signed with that the endpoint refuses, as if the secret were wrong."""
    capture = captured(tmp_path, STRIPE.replace(b"stripe", b"square"))
    with pytest.raises(hookseal.errors.ArgumentInvalid, match="public_url"):
        capture_request(capture, SECRET)
    url = "https://example.com/hooks"
    request = capture_request(capture, SECRET, url=url)
    hookseal.Verifier("square", secrets=[SECRET]).verify(request.body, request.headers, url=url)


def test_a_scheme_of_ones_own(tmp_path):
    scheme = hookseal.Scheme(
        "acme", key="utf8", signed="{body}", signature={"headers": ["X-Acme"], "prefix": "", "encoding": "hex"}
    )
    capture = captured(tmp_path, b"POST / HTTP/1.1\r\nX-Acme: old\r\nContent-Length: 2\r\n\r\n{}")
    with pytest.raises(hookseal.errors.ArgumentInvalid, match="scheme="):
        capture_request(capture, SECRET)
    request = capture_request(capture, SECRET, scheme=scheme)
    assert request.headers == {"X-Acme": hmac.new(SECRET.encode(), b"{}", hashlib.sha256).hexdigest()}


def test_a_dead_letter_becomes_a_test(tmp_path):
    """From an endpoint whose handler fails to a request that shows the failure again."""
    app = Flask("acme")
    folder = tmp_path / "dead"
    folder.mkdir(mode=0o700)
    webhook = Webhook(
        "payments", scheme="github", secrets=[SECRET], store="memory:", dead_letters=folder, max_attempts=1
    )
    is_broken = True

    @app.post("/hooks")
    @webhook.guard
    def receive(event):
        if is_broken:
            raise ValueError(event.type)
        return {"took": event.type}

    client = app.test_client()
    headers = {"X-Hub-Signature-256": f"sha256={TAG}", "X-GitHub-Event": "push", "Authorization": "Basic 1234"}
    assert client.post("/hooks", data=b"Hello, World!", headers=headers).get_json() == {"status": "dead_lettered"}

    (path,) = folder.iterdir()
    request = capture_request(load_capture(path))
    assert "Authorization" not in request.headers and b"1234" not in path.read_bytes()
    is_broken = False
    webhook._endpoint.settings.store.forget(load_capture(path).dedup_key)
    assert client.post(request.path, data=request.body, headers=request.headers).get_json() == {"took": "push"}
