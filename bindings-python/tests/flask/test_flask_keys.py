"""By which key an event is told apart that no handler of its own takes, and which secrets count."""

from typing import Any

import pytest
from flask import Flask
from flask_support import SECRET, Ran, body_of, dispatched, generic, guard, hooks, said, send
from hookseal import Signer
from hookseal.flask import Webhook
from hookseal.stores import MemoryStore

WHSEC = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="


def test_events_with_an_id_and_no_type_are_told_apart_by_the_id() -> None:
    blueprint, ran = hooks(scheme="standard-webhooks", secrets=[WHSEC]), Ran()
    blueprint.on_any(ran)
    client, signer = dispatched(blueprint), Signer("standard-webhooks", WHSEC)
    body = b'{"no":"type"}'
    answers = [said(send(client, body, signer.sign(body, id=id))) for id in ("msg_1", "msg_2", "msg_1")]
    assert [answer["status"] for _, answer in answers] == ["ok", "ok", "duplicate"]
    assert ran.count == 2


def test_events_that_are_not_deduped_are_not_deduped_by_the_catch_all_either() -> None:
    blueprint, ran = hooks(scheme="dropbox"), Ran()
    blueprint.on_any(ran)
    client, signer = dispatched(blueprint), Signer("dropbox", SECRET)
    body = b'{"list_folder":{"accounts":["a"]}}'
    answers = [said(send(client, body, signer.sign(body))) for _ in range(2)]
    assert [answer["status"] for _, answer in answers] == ["ok", "ok"]
    assert ran.count == 2


@pytest.mark.parametrize(
    "given",
    [
        ("acme-corporation-1", SECRET),
        ("acme-corporation-1", SECRET, SECRET),
        {"current": SECRET},
        {SECRET},
        iter([SECRET]),
    ],
)
def test_what_is_no_list_of_secrets_is_no_secret(given: Any) -> None:
    app, ran = Flask("tenants"), Ran()
    guard(app, ran, secrets=lambda **_: given)
    for secret in ("acme-corporation-1", "current", SECRET):
        assert send(app.test_client(), body_of(), generic(body_of(), secret)).status_code == 500
    assert ran.count == 0


@pytest.mark.parametrize("given", [{"current": SECRET}, {SECRET}, iter([SECRET])])
def test_nor_is_it_one_when_it_does_not_change(given: Any) -> None:
    with pytest.raises(Exception, match="list"):
        Webhook("hooks", scheme="generic-hex", secrets=given, store=None)


@pytest.mark.parametrize(("given", "is_warned"), [([SECRET], True), (("tenant", [SECRET]), False)])
def test_tenants_of_one_scope_are_warned_of(given: Any, is_warned: bool, caplog: pytest.LogCaptureFixture) -> None:
    app, ran = Flask("tenants"), Ran(lambda event, tenant: "")
    guard(app, ran, path="/<tenant>", store=MemoryStore(), scope="s", secrets=lambda tenant: given)
    for number in range(2):
        assert send(app.test_client(), body_of(f"evt_{number}"), path="/a").status_code == 200
    assert caplog.text.count("share one scope") == is_warned
