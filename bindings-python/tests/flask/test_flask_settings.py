"""Settings are checked when an endpoint is made: what is wrong is told by name, what is doubtful is logged."""

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import redis
from flask import Flask
from flask_support import SETTINGS, Ran, body_of, guard, guarded, hook, hooks, send
from hookseal import ApiKeys, CertificatePins, RetrySchedule
from hookseal.errors import WebhookError
from hookseal.flask import ProxyCertificate, Webhook, WebhookBlueprint
from hookseal.stores import FileStore, MemoryStore, RedisStore

PINS = CertificatePins(["0" * 64])
PROXY = ProxyCertificate("Client-Cert", trusted=["127.0.0.1"])
WHSEC = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODk="
LETTERS = {"dead_letters": print}

WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"scheme": "nope"}, "SCHEME_UNKNOWN", "hookseal.schemes()"),
    ({"scheme": 5}, "ARGUMENT_INVALID", "hookseal.schemes()"),
    ({"scheme": None}, "ARGUMENT_INVALID", "scheme must be"),
    ({"secrets": None}, "KEYRING_EMPTY", "secrets="),
    ({"secrets": []}, "KEYRING_EMPTY", "at least one"),
    ({"secrets": "bare"}, "ARGUMENT_INVALID", "brackets"),
    ({"secrets": b"bare"}, "ARGUMENT_INVALID", "brackets"),
    ({"secrets": 5}, "ARGUMENT_INVALID", "list"),
    ({"secrets": [5]}, "ARGUMENT_INVALID", "secrets"),
    ({"secrets": [bytearray(b"x" * 20)]}, "ARGUMENT_INVALID", "secrets"),
    ({"secrets": [""]}, "SECRET_EMPTY", "provider"),
    ({"secrets": ["secret\n"]}, "SECRET_WHITESPACE", "newline"),
    ({"secrets": ["x" * 1025]}, "SECRET_TOO_LONG", ""),
    ({"secrets": ["x"] * 5}, "KEYRING_FULL", "4"),
    ({"scheme": "standard-webhooks", "secrets": ["whsec_!"]}, "SECRET_ENCODING", ""),
    ({"store": "nope"}, "STORE_CONFIG", "memory:"),
    ({"store": ""}, "STORE_CONFIG", "memory:"),
    ({"store": 5}, "STORE_CONFIG", "None"),
    ({"store": "memory:?lease=5&ttl=4"}, "WINDOW_CONFIG", "lease"),
    ({"store": "memory:?nope=4"}, "STORE_CONFIG", "capacity"),
    ({"store": "file:relative"}, "STORE_CONFIG", "path"),
    ({"store": "redis://127.0.0.1:1/"}, "STORE_CONFIG", "scope="),
    ({"store": "postgresql://127.0.0.1:1/x"}, "STORE_CONFIG", "scope="),
    ({"scope": 5}, "ARGUMENT_INVALID", "scope"),
    ({"scope": "\N{SNOWMAN}" * 86}, "ARGUMENT_INVALID", "255"),
    ({"scope": ""}, "ARGUMENT_INVALID", "empty"),
    ({"scope": "", "store": "redis://127.0.0.1:1/"}, "ARGUMENT_INVALID", "empty"),
    ({"scope": " \n", "store": None}, "ARGUMENT_INVALID", "blank"),
    ({"tolerance": "x"}, "ARGUMENT_INVALID", "tolerance"),
    ({"tolerance": True}, "ARGUMENT_INVALID", "tolerance"),
    ({"tolerance": -1}, "ARGUMENT_INVALID", "tolerance"),
    ({"tolerance": 300}, "LIMIT_INVALID", "signed timestamp"),
    ({"max_body": 0}, "LIMIT_INVALID", "one byte"),
    ({"max_body": -1}, "ARGUMENT_INVALID", "max_body"),
    ({"max_body": "1M"}, "ARGUMENT_INVALID", "max_body"),
    ({"max_body": True}, "ARGUMENT_INVALID", "max_body"),
    ({"max_body": 1.5}, "ARGUMENT_INVALID", "max_body"),
    ({"dedup": "x"}, "ARGUMENT_INVALID", "signed_id"),
    ({"secrets": [None]}, "ARGUMENT_INVALID", "environment variable"),
    ({"dedup": 5}, "ARGUMENT_INVALID", "dedup"),
    ({"scheme": "github", "dedup": "signed_id"}, "DEDUP_UNSIGNED", "digest"),
    ({"api_keys": ["key"]}, "ARGUMENT_INVALID", "ApiKeys"),
    ({"certificates": ["pin"]}, "ARGUMENT_INVALID", "CertificatePins"),
    ({"proxy_certificate": "Client-Cert", "certificates": PINS}, "ARGUMENT_INVALID", "ProxyCertificate"),
    ({"proxy_certificate": PROXY}, "ARGUMENT_INVALID", "certificates="),
    ({"scheme": "square"}, "URL_REQUIRED", "public_url="),
    ({"public_url": 5}, "ARGUMENT_INVALID", "public_url"),
    ({"public_url": ""}, "ARGUMENT_INVALID", "public_url"),
    ({"public_url": "hooks.example.com/a"}, "ARGUMENT_INVALID", "https://"),
    ({"public_url": "https://hooks.example.com/a\n"}, "ARGUMENT_INVALID", "newline"),
    ({"public_url": "https://hooks.example.com/ a"}, "ARGUMENT_INVALID", "white space"),
    ({"public_url": "https://hooks.example.com/\ud800"}, "ARGUMENT_INVALID", ""),
    ({"dead_letters": 5}, "ARGUMENT_INVALID", "dead_letters"),
    ({"dead_letters": "/nowhere/at/all"}, "IO", "path"),
    ({"max_attempts": 3}, "STORE_CONFIG", "dead_letters="),
    ({"max_attempts": 3, "store": None, **LETTERS}, "STORE_CONFIG", "store"),
    ({"max_attempts": 3, "store": MemoryStore(max_attempts=3), **LETTERS}, "STORE_CONFIG", "store object"),
    ({"max_attempts": 0, **LETTERS}, "WINDOW_CONFIG", "1 to 15"),
    ({"max_attempts": 16, **LETTERS}, "WINDOW_CONFIG", "1 to 15"),
    ({"max_attempts": "3", **LETTERS}, "ARGUMENT_INVALID", "max_attempts"),
    ({"max_attempts": True, **LETTERS}, "ARGUMENT_INVALID", "max_attempts"),
    ({"store": MemoryStore(), **LETTERS}, "STORE_CONFIG", "max_attempts="),
    ({"sender_schedule": "classic"}, "ARGUMENT_INVALID", "RetrySchedule"),
    ({"max_buffered": "1M"}, "ARGUMENT_INVALID", "max_buffered"),
    ({"max_buffered": 0}, "ARGUMENT_INVALID", "max_buffered"),
    ({"max_buffered": None}, "ARGUMENT_INVALID", "max_buffered"),
    ({"body_timeout": "30s"}, "ARGUMENT_INVALID", "body_timeout"),
    ({"body_timeout": 0}, "ARGUMENT_INVALID", "body_timeout"),
    ({"body_timeout": -1}, "ARGUMENT_INVALID", "body_timeout"),
    ({"body_timeout": math.nan}, "ARGUMENT_INVALID", "body_timeout"),
    ({"body_timeout": math.inf}, "ARGUMENT_INVALID", "body_timeout"),
    ({"body_timeout": None}, "ARGUMENT_INVALID", "body_timeout"),
    # No socket can wait that long: gunicorn's would refuse it at each delivery.
    ({"body_timeout": 1e10}, "ARGUMENT_INVALID", "at most a day"),
    ({"body_timeout": 10**400}, "ARGUMENT_INVALID", "at most a day"),
    ({"single_process": 1}, "ARGUMENT_INVALID", "single_process"),
    ({"shared_scope": "yes"}, "ARGUMENT_INVALID", "shared_scope"),
]


@pytest.mark.parametrize(("settings", "error", "hint"), WRONG, ids=[str(settings)[:60] for settings, _, _ in WRONG])
@pytest.mark.parametrize("made", [hook, hooks])
def test_what_is_wrong_is_told_by_name(
    made: Callable[..., Any], settings: dict[str, Any], error: str, hint: str
) -> None:
    with pytest.raises(WebhookError) as raised:
        made(**settings)
    assert raised.value.name == error
    assert hint in str(raised.value)
    # A sentence says what to do; it holds no secret.
    assert "secret\n" not in str(raised.value) and "whsec_" not in str(raised.value)


@pytest.mark.parametrize("name", ["", None, 5, b"name", "two\nlines", "\x1b[31m"])
def test_an_endpoint_needs_a_name(name: Any) -> None:
    for made in (hook, hooks):
        with pytest.raises(WebhookError, match="name"):
            made(name)


@pytest.mark.parametrize("url", [None, 5, b"/hook"])
def test_a_dispatcher_needs_a_path(url: Any) -> None:
    """Flask would fail when it is registered, for want of an attribute."""
    with pytest.raises(WebhookError, match="path"):
        hooks(url=url)


def test_a_name_too_long_for_a_scope() -> None:
    with pytest.raises(WebhookError, match="255"):
        hook("x" * 256)
    assert hook("x" * 256, scope="short").name == "x" * 256


@pytest.mark.parametrize("made", [Webhook, lambda name, **settings: WebhookBlueprint(name, "/", **settings)])
def test_a_store_is_always_chosen(made: Callable[..., Any]) -> None:
    """And so is a scheme; an option that there is not is no option."""
    for missing in ("store", "scheme"):
        with pytest.raises(TypeError, match=missing):
            made("hooks", **{name: value for name, value in SETTINGS.items() if name != missing})
    with pytest.raises(TypeError, match="secret"):
        made("hooks", **SETTINGS, secret="x")
    made("hooks", **{**SETTINGS, "store": None})


@pytest.mark.parametrize(
    ("header", "trusted"),
    [
        ("X", []),
        ("X", "127.0.0.1"),
        ("X", ["proxy.local"]),
        ("X", ["10.0.0.1/8"]),
        ("X", [5]),
        ("X", 5),
        ("X", b"127.0.0.1"),
        ("X", {"127.0.0.1": "proxy"}),
        ("", ["127.0.0.1"]),
        ("X Y", ["127.0.0.1"]),
        ("X:", ["127.0.0.1"]),
        (5, ["127.0.0.1"]),
    ],
)
def test_a_proxy_is_a_header_and_a_list_of_peers(header: Any, trusted: Any) -> None:
    with pytest.raises(WebhookError) as raised:
        ProxyCertificate(header, trusted=trusted)
    assert raised.value.name == "ARGUMENT_INVALID"


# Stores and scopes


def answers_of(*endpoints: dict[str, Any]) -> list[int]:
    """What the endpoints of one app answer to an event each."""
    app = Flask("one app")
    for number, settings in enumerate(endpoints):
        guard(app, Ran(), name=f"e{number}", path=f"/{number}", **settings)
    client = app.test_client()
    return [send(client, body_of(f"evt_{number}"), path=f"/{number}").status_code for number in range(len(endpoints))]


def test_two_endpoints_of_one_store_and_scope_are_refused(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    tmp_path.chmod(0o700)
    (tmp_path / "link").symlink_to(tmp_path)
    url = f"file:{tmp_path}/hooks.window"
    same: list[tuple[Any, Any]] = [
        (store := MemoryStore(), store),
        (url, url),
        # Another way to name the same file, and a store object for it.
        (url, f"file:{tmp_path}/link/hooks.window"),
        (url, FileStore(tmp_path / "hooks.window")),
    ]
    for number, (one, other) in enumerate(same):
        scope = f"scope {number}"
        assert answers_of({"store": one, "scope": scope}, {"store": other, "scope": scope}) == [200, 500]
        assert "STORE_CONFIG" in caplog.text and "shared_scope=True" in caplog.text
        # Each its own; or on purpose.
        shared = {"store": other, "scope": scope, "shared_scope": True}
        assert answers_of({"store": one, "scope": f"own {number}"}, {"store": other, "scope": f"other {number}"}) == [
            200,
            200,
        ]
        assert answers_of({"store": one, "scope": f"shared {number}"}, {**shared, "scope": f"shared {number}"}) == [
            200,
            200,
        ]


@pytest.mark.parametrize("tenants", [False, True])
def test_two_views_of_one_endpoint_are_refused(tenants: bool, caplog: pytest.LogCaptureFixture) -> None:
    """A sender that delivers an event to both would find the second URL's taken for a duplicate."""

    def answers(**settings: Any) -> list[int]:
        app, first, second = Flask("one app"), Ran(), Ran()
        secrets: Any = (lambda: ("acme", SETTINGS["secrets"])) if tenants else SETTINGS["secrets"]
        webhook = hook(secrets=secrets, **settings)
        # A view may have two routes, and two guards.
        for path, view in [("/first", first), ("/again", first), ("/second", second)]:
            app.add_url_rule(path, path, webhook.guard(view), methods=["POST"])
        client = app.test_client()
        return [send(client, body_of(path), path=path).status_code for path in ("/first", "/again", "/second")]

    assert answers() == [200, 200, 500]
    assert "STORE_CONFIG" in caplog.text and "two views of one" in caplog.text
    assert answers(shared_scope=True) == answers(store=None) == [200, 200, 200]


def test_an_endpoint_guards_the_view_of_each_app() -> None:
    """As where a factory makes it, for an endpoint that is there once."""
    webhook = hook()
    for number in range(3):
        app, view = Flask("made"), Ran()
        app.add_url_rule("/hook", "hook", webhook.guard(view), methods=["POST"])
        client = app.test_client()
        for delivery in range(2):
            assert send(client, body_of(f"evt_{number}_{delivery}"), path="/hook").status_code == 200
        assert view.count == 2


def test_servers_are_told_apart_by_where_they_are() -> None:
    """There is none: whoever is let through finds it unavailable."""
    for url, other in [
        ("redis://127.0.0.1:1/0", "redis://127.0.0.1:1/1"),
        ("postgresql://u@127.0.0.1:1/x", "postgresql://u@127.0.0.1:1/y"),
    ]:
        assert answers_of(*[{"store": store, "scope": "s"} for store in (url, other, url)]) == [503, 503, 500]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("redis://127.0.0.1:1/0", "redis://127.0.0.1:1?lease=10m&connect_timeout=1"),
        ("redis://127.0.0.1:1/3", "redis://u:p@127.0.0.1:1?db=3"),
        ("redis://127.0.0.1:1", RedisStore(redis.Redis(port=1, host="127.0.0.1"), lease=60)),
        ("unix:///nowhere.sock", "unix:///nowhere.sock?db=0&ttl=4d"),
        ("postgresql://u@127.0.0.1:1/x", "postgres://u:p@127.0.0.1:1/x?ttl=4d&application_name=a"),
        ("postgresql://u@127.0.0.1:1/x", "postgresql:///x?host=127.0.0.1&port=1&user=u&table=hookseal_dedup"),
    ],
    ids=str,
)
def test_one_server_is_one_however_its_url_is_written(one: Any, other: Any) -> None:
    """Else the second endpoint would take the first one's events for duplicates, and never handle them."""
    assert answers_of({"store": one, "scope": "s"}, {"store": other, "scope": "s"}) == [503, 500]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("redis://127.0.0.1:1/0", "redis://127.0.0.1:2/0"),
        ("redis://127.0.0.1:1/0", "redis://127.0.0.1:1/0?prefix=other:"),
        ("redis://127.0.0.1:1/0", "unix:///nowhere.sock"),
        ("postgresql://u@127.0.0.1:1/x", "postgresql://u@127.0.0.1:1/x?table=other"),
        ("postgresql://u@127.0.0.1:1/x", "postgresql://u@127.0.0.1:1/x?options=-csearch_path%3Dother"),
    ],
)
def test_two_places_on_servers_are_two(one: str, other: str) -> None:
    assert answers_of({"store": one, "scope": "s"}, {"store": other, "scope": "s"}) == [503, 503]


def test_another_app_of_the_process_may_have_the_same_scope() -> None:
    """As in a suite of tests, of which each makes the app anew and one that failed keeps its own alive."""
    store, kept = MemoryStore(), []
    for number in range(3):
        app = Flask("made anew")
        guard(app, Ran(), store=store, scope="s")
        kept.append(app)
        assert send(app.test_client(), body_of(f"evt_{number}")).status_code == 200


def test_a_scope_is_free_again_when_its_app_is_gone() -> None:
    store = MemoryStore()
    for _ in range(3):
        app = Flask("thrown away")
        guard(app, Ran(), store=store, scope="s")
        del app


def test_endpoints_in_memory_have_windows_of_their_own() -> None:
    app = Flask("windows")
    first, second = Ran(), Ran()
    guard(app, first, path="/1", name="one")
    guard(app, second, path="/2", name="two")
    client = app.test_client()
    for path in ("/1", "/2", "/1", "/2"):
        assert send(client, body_of(), path=path).status_code == 200
    assert (first.count, second.count) == (1, 1)


def test_a_folder_of_stores_has_a_file_for_each_endpoint(tmp_path: Path) -> None:
    app = Flask("folder")
    for name in ("one", "two"):
        guard(app, Ran(), path=f"/{name}", name=name, store=f"file:{tmp_path}/")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.window", "two.window"]
    assert send(app.test_client(), body_of(), path="/one").status_code == 200


# Warnings at the start


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"scheme": "github"}, ["never retries", "dead_letters="]),
        ({"scheme": "github", "store": None}, ["never retries", "dead_letters="]),
        ({"scheme": "github", "max_attempts": 2, **LETTERS}, ["max_attempts is 2", "1 time"]),
        ({"scheme": "slack", "max_attempts": 15, **LETTERS}, ["max_attempts is 15", "tries"]),
        ({"scheme": "standard-webhooks", "secrets": [WHSEC], "store": "memory:?ttl=1h"}, ["3600 s", "ttl"]),
        ({"sender_schedule": RetrySchedule.preset("classic"), "store": "memory:?ttl=1h"}, ["3600 s", "ttl"]),
        ({"dedup": "none"}, ["no dedup key"]),
        ({"max_body": 65 << 20}, ["max_buffered", "max_body"]),
        ({"secrets": ["short"]}, ["16 bytes"]),
        ({"api_keys": ApiKeys(["short"], header="X-Key")}, ["16 bytes"]),
    ],
)
def test_what_is_doubtful_is_logged(settings: dict[str, Any], words: list[str], lines: Callable[[], list[str]]) -> None:
    hook("doubtful", **settings)
    (line,) = lines()
    assert "doubtful" in line and all(word in line for word in words), line


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"store": None},
        {"scheme": "github", **LETTERS},
        {"scheme": "github", "max_attempts": 1, **LETTERS},
        {"scheme": "stripe", "max_attempts": 15, **LETTERS},
        {"scheme": "standard-webhooks", "secrets": [WHSEC]},
        {"sender_schedule": RetrySchedule.preset("classic")},
        {"scheme": "dropbox", "store": None, **LETTERS},
    ],
)
def test_what_is_not_doubtful_is_not(settings: dict[str, Any], lines: Callable[[], list[str]]) -> None:
    hook(**settings)
    assert lines() == []


def test_a_lifetime_shorter_than_the_tolerance_is_refused() -> None:
    with pytest.raises(WebhookError) as raised:
        hook(scheme="stripe", store="memory:?ttl=600&lease=10", tolerance=300)
    assert raised.value.name == "WINDOW_CONFIG"
    hook(scheme="stripe", store="memory:?ttl=601&lease=10", tolerance=300)


def test_a_window_that_is_nearly_full_is_told_once(lines: Callable[[], list[str]]) -> None:
    store = MemoryStore(capacity=64)
    for n in range(60):
        store.claim(n.to_bytes(16))
    client = guarded(Ran(), store=store, scope="s")
    for n in range(3):
        send(client, body_of(str(n)))
    (told,) = lines()
    assert "full" in told and "capacity" in told
