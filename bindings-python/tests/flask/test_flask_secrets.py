"""Secrets from the app's configuration and from callables: rotation, tenants, and what can be wrong with them."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Blueprint, Flask, abort, g
from flask_support import MISCONFIGURED, REFUSED, SECRET, Ran, body_of, generic, guard, guarded, said, send
from hookseal.errors import KeyringEmpty, SignatureMismatch, StoreUnavailable
from hookseal.flask import current_delivery, from_config
from hookseal.stores import MemoryStore

Records = Callable[[], list[dict[str, Any]]]
OLD, NEW = "the old secret, 16 bytes or more", "the new secret, 16 bytes or more"


def configured(**settings: Any) -> tuple[Flask, Ran]:
    app, ran = Flask("configured"), Ran()
    guard(app, ran, secrets=from_config("HOOK_SECRETS"), **settings)
    return app, ran


def test_from_the_configuration_whenever_it_comes() -> None:
    app, ran = configured()
    app.config["HOOK_SECRETS"] = OLD
    body = body_of()
    assert send(app.test_client(), body, generic(body, OLD)).status_code == 200
    app.config["HOOK_SECRETS"] = NEW.encode()
    body = body_of("2")
    assert said(send(app.test_client(), body, generic(body, OLD))) == REFUSED
    assert send(app.test_client(), body, generic(body, NEW)).status_code == 200
    assert ran.count == 2


def test_rotation_at_run_time(records: Records) -> None:
    app, ran = configured()
    client = app.test_client()

    def sent(id: str, secret: str) -> int:
        body = body_of(id)
        return send(client, body, generic(body, secret)).status_code

    app.config["HOOK_SECRETS"] = [OLD]
    assert (sent("1", OLD), sent("2", NEW)) == (200, 400)
    app.config["HOOK_SECRETS"] = [NEW, OLD]
    assert (sent("3", OLD), sent("4", NEW)) == (200, 200)
    # A duplicate under the other secret is a duplicate.
    assert sent("1", NEW) == 200 and ran.count == 3
    app.config["HOOK_SECRETS"] = [NEW]
    assert (sent("5", OLD), sent("6", NEW)) == (400, 200)
    assert [record["key_index"] for record in records()] == [0, None, 1, 0, 0, None, 0]


@pytest.mark.parametrize(
    ("value", "error"),
    [
        (None, "KEYRING_EMPTY"),
        ("", "KEYRING_EMPTY"),
        ([], "KEYRING_EMPTY"),
        (["  "], "SECRET_EMPTY"),
        ([OLD + "\n"], "SECRET_WHITESPACE"),
        ([OLD] * 5, "KEYRING_FULL"),
        (5, "ARGUMENT_INVALID"),
        ([5], "ARGUMENT_INVALID"),
    ],
)
def test_a_configuration_that_is_wrong_is_told(
    value: Any, error: str, records: Records, lines: Callable[[], list[str]]
) -> None:
    app, ran = configured()
    app.config["HOOK_SECRETS"] = value
    assert said(send(app.test_client(), body_of())) == MISCONFIGURED
    assert (records()[0]["outcome"], records()[0]["error"], ran.count) == ("misconfigured", error, 0)
    assert error in lines()[-1] and OLD not in lines()[-1]


def tenants(known: dict[str, str], **settings: Any) -> tuple[Flask, Ran]:
    """One route for many senders, each with a secret and a scope of its own."""
    app, ran = Flask("tenants"), Ran(lambda event, tenant: {"scope": current_delivery().scope})

    def secrets(tenant: str) -> Any:
        return (tenant, [known[tenant]]) if tenant in known else None

    guard(app, ran, path="/<tenant>", secrets=secrets, **settings)
    return app, ran


def test_tenants_by_the_routes_parameter(records: Records) -> None:
    known = {"acme": OLD, "apex": NEW}
    app, ran = tenants(known)
    client = app.test_client()
    body = body_of()
    for tenant, secret in known.items():
        # Two tenants may sign the same ID: each has its own events.
        assert said(send(client, body, generic(body, secret), path=f"/{tenant}")) == (200, {"scope": tenant})
        assert said(send(client, body, generic(body, secret), path=f"/{tenant}")) == (200, {"status": "duplicate"})
    assert said(send(client, body, generic(body, OLD), path="/apex")) == REFUSED
    assert said(send(client, body, generic(body, OLD), path="/nobody")) == REFUSED
    assert ran.count == 2
    assert records()[-1]["error"] == "SIGNATURE_MISMATCH"
    known["nobody"] = OLD
    assert send(client, body, generic(body, OLD), path="/nobody").status_code == 200


def test_two_endpoints_whose_tenants_have_one_scope_are_refused(lines: Callable[[], list[str]]) -> None:
    """A sender gives one event to both, and the second would take it for a duplicate: its own scope= counts no more."""
    store, known = MemoryStore(), {"acme": OLD, "apex": NEW}

    def answers(scope_of: Callable[[str, str], str], **settings: Any) -> list[int]:
        app, told = Flask("two endpoints"), []
        for name in ("invoices", "refunds"):

            def secrets(tenant: str, name: str = name) -> Any:
                return scope_of(name, tenant), [known[tenant]]

            own = {"scope": name, "secrets": secrets, "store": store, **settings}
            guard(app, Ran(lambda event, tenant: {}), name=name, path=f"/{name}/<tenant>", **own)
        for tenant, secret in known.items():
            body = body_of(f"evt {len(lines())} {tenant} {settings}")
            for name in ("invoices", "refunds"):
                told.append(send(app.test_client(), body, generic(body, secret), path=f"/{name}/{tenant}"))
        return [answer.status_code for answer in told if answer.get_json() != {"status": "duplicate"}]

    assert answers(lambda name, tenant: tenant) == [200, 500, 200, 500]
    assert "`payments/acme`" in lines()[-1] and "'apex'" in lines()[-1]
    assert answers(lambda name, tenant: f"{name}/{tenant}") == [200, 200, 200, 200]
    # On purpose each event goes to one of them.
    assert answers(lambda name, tenant: tenant, shared_scope=True) == [200, 200]


def test_none_where_no_tenant_is_named_is_told_once(lines: Callable[[], list[str]]) -> None:
    """A secret that was not found looks like forged deliveries in the log, and is none of them."""
    app, ran = Flask("forgotten"), Ran()
    guard(app, ran, secrets=lambda: None)
    assert [said(send(app.test_client(), body_of())) for _ in range(2)] == [REFUSED, REFUSED]
    told = [line for line in lines() if "gave None" in line]
    assert len(told) == 1 and "let the callable raise" in told[0] and not ran.count
    # An unknown tenant is everyday's.
    known, _ = tenants({})
    assert said(send(known.test_client(), body_of(), path="/nobody")) == REFUSED
    assert len([line for line in lines() if "gave None" in line]) == 1


def pop(endpoint: str | None, values: dict[str, Any] | None) -> None:
    g.tenant = (values or {}).pop("tenant", None)


def replace(endpoint: str | None, values: dict[str, Any] | None) -> None:
    if values is not None:
        g.tenant = values["tenant"] = values["tenant"].upper()


@pytest.mark.parametrize("preprocess", [pop, replace])
@pytest.mark.parametrize("of_blueprint", [False, True])
def test_what_a_preprocessor_does_to_the_routes_values_is_the_views(preprocess: Any, of_blueprint: bool) -> None:
    """Flask's documentation has preprocessors take values away, so that not every view has to."""
    app, known = Flask("tenants"), {"acme": OLD, "apex": NEW}
    place: Any = Blueprint("place", __name__, url_prefix="/of/<tenant>") if of_blueprint else app
    place.url_value_preprocessor(preprocess)
    ran = Ran(lambda event, **params: {"tenant": g.tenant, "scope": current_delivery().scope, **params})
    guard(
        place,
        ran,
        path="/hook" if of_blueprint else "/of/<tenant>/hook",
        secrets=lambda tenant: (tenant, [known[tenant]]),
    )
    if of_blueprint:
        app.register_blueprint(place)
    body = body_of()
    for tenant, secret in known.items():
        path, seen = f"/of/{tenant}/hook", tenant if preprocess is pop else tenant.upper()
        assert said(send(app.test_client(), body, generic(body, secret), path=path)) == (
            200,
            {"tenant": seen, "scope": tenant},
        )
        assert said(send(app.test_client(), body, generic(body, "another of 16 bytes"), path=path)) == REFUSED
    assert ran.count == 2


def test_an_unknown_tenant_is_answered_as_a_forged_delivery_is() -> None:
    app, _ = tenants({"acme": OLD})
    body = body_of()
    unknown, forged = (send(app.test_client(), body, generic(body, NEW), path=path) for path in ("/nobody", "/acme"))
    assert (unknown.status, unknown.data, unknown.headers) == (forged.status, forged.data, forged.headers)


def test_more_tenants_than_are_kept_at_once() -> None:
    known = {str(n): f"the secret of tenant number {n}" for n in range(600)}
    app, ran = tenants(known)
    client = app.test_client()
    body = body_of()
    for _ in range(2):
        for tenant, secret in known.items():
            assert send(client, body, generic(body, secret), path=f"/{tenant}").status_code == 200
    assert ran.count == 600


def test_a_callable_that_raises_is_a_failure_of_ours(records: Records) -> None:
    def broken(**params: Any) -> Any:
        raise LookupError("the vault is closed")

    ran = Ran()
    client = guarded(ran, secrets=broken)
    assert send(client, body_of()).status_code == 500
    assert (records()[0]["outcome"], records()[0]["status"], ran.count) == ("misconfigured", 500, 0)
    # The app's own error handling sees it.
    with pytest.raises(LookupError, match="vault"):
        send(guarded(ran, secrets=broken, testing=True), body_of())


def test_an_error_page_does_not_make_it_a_success() -> None:
    app = Flask("pages")

    def broken(**params: Any) -> Any:
        raise LookupError

    guard(app, Ran(), secrets=broken)
    app.register_error_handler(Exception, lambda error: ("all is well", 200))
    assert said(send(app.test_client(), body_of())) == MISCONFIGURED


@pytest.mark.parametrize(
    ("error", "status"), [(KeyringEmpty, 500), (SignatureMismatch, 400), (StoreUnavailable("the vault is away"), 503)]
)
def test_errors_of_ours_mean_what_they_mean(error: Any, status: int, records: Records) -> None:
    def secrets(**params: Any) -> Any:
        raise error

    assert send(guarded(Ran(), secrets=secrets), body_of()).status_code == status
    assert records()[0]["status"] == status


def test_an_answer_of_the_callables_own() -> None:
    """For example for a tenant who has been gone for long."""

    def secrets(**params: Any) -> Any:
        abort(410)

    assert send(guarded(Ran(), secrets=secrets), body_of()).status_code == 410


@pytest.mark.parametrize(
    "given",
    [5, "bare string", b"bare", object(), [None], ("scope", "secret of 16 and more"), ("x" * 256, [SECRET]), {}],
)
def test_what_a_callable_must_not_give(given: Any, records: Records) -> None:
    ran = Ran()
    answer = send(guarded(ran, secrets=lambda **params: given), body_of())
    assert said(answer) in (MISCONFIGURED, REFUSED)
    assert ran.count == 0
    # Two strings are two secrets.
    assert said(answer) == MISCONFIGURED or given == ("scope", "secret of 16 and more")


def test_it_is_called_for_each_delivery_and_not_at_the_start() -> None:
    calls = []

    def secrets(**params: Any) -> list[str]:
        calls.append(params)
        return [SECRET]

    client = guarded(Ran(), secrets=secrets)
    assert calls == []
    send(client, body_of("1"))
    send(client, body_of("1"), {})
    assert calls == [{}, {}]


def test_a_weak_secret_is_told_once(lines: Callable[[], list[str]]) -> None:
    for settings in ({"secrets": ["short"]}, {"secrets": lambda **params: ["short"]}):
        before = len(lines())
        client = guarded(Ran(), store=MemoryStore(), scope="s", **settings)
        for _ in range(3):
            body = body_of()
            assert send(client, body, generic(body, "short")).status_code == 200
        assert ["16 bytes" in line for line in lines()[before:]] == [True]
        assert not any("short" in line.replace("shorter", "") for line in lines())
