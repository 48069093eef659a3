"""examples/flask does what the recipe should have done."""

import multiprocessing
import time
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import hookseal
import pytest
from example_apps import SECRET, event, load, send
from hookseal import DeadLetterFolder
from hookseal.testing import load_capture

PAYMENTS = "/webhooks/payments"
USERS = "/webhooks/users"
PAID = event("evt_1", "payment.succeeded", id="pay_1", amount=1250)
BROKEN = event("evt_2", "payment.succeeded", id="pay_2")


@pytest.fixture
def acme(tmp_path):
    module = load("flask")
    app = module.create_app(DATA=tmp_path / "data", WEBHOOK_SECRETS=[SECRET])
    ledger = module.Ledger(tmp_path / "data" / "ledger.sqlite")
    return SimpleNamespace(
        app=app, client=app.test_client(), ledger=ledger, data=tmp_path / "data", create_app=module.create_app
    )


def test_a_payment_is_taken_once(acme):
    assert send(acme.client, PAYMENTS, PAID).get_json() == {"status": "ok"}
    answer = send(acme.client, PAYMENTS, PAID)
    assert (answer.status_code, answer.get_json()) == (200, {"status": "duplicate"})
    assert acme.ledger.payments() == [("pay_1", 1250)]


@pytest.mark.parametrize("secret", ["", "another secret of 32 characters.."])
def test_what_is_forged_changes_nothing(acme, secret):
    answer = send(acme.client, PAYMENTS, PAID, secret)
    assert (answer.status_code, answer.get_json()) == (400, {"error": "invalid_signature"})
    assert acme.client.post(PAYMENTS, data=PAID).status_code == 400
    assert acme.ledger.payments() == []
    # A forgery does not take the event's place.
    assert send(acme.client, PAYMENTS, PAID).get_json() == {"status": "ok"}


def test_another_type_is_left_alone(acme):
    assert send(acme.client, PAYMENTS, event("evt_3", "payment.refunded")).get_json() == {"status": "ignored"}


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"\xff", b'{"type":{}}', b'{"type":"payment.succeeded"}'])
def test_a_genuine_body_of_no_use_is_kept(acme, body):
    """The recipe's `event["id"]` raises here, and its sender retries for days."""
    assert send(acme.client, PAYMENTS, body).get_json() == {"status": "dead_lettered"}
    (letter,) = DeadLetterFolder(acme.data / "payments.dead").list()
    assert letter.reason in ("EVENT_NOT_JSON", "EVENT_FIELD_INVALID", "EVENT_ID_MISSING")


def test_a_user_is_created_once(acme):
    body = event("evt_1", "user.created", email="a@example.com")
    answer = send(acme.client, USERS, body)
    assert (answer.status_code, answer.get_json()) == (201, {"account": "a@example.com"})
    assert send(acme.client, USERS, body).get_json() == {"status": "duplicate"}
    assert acme.ledger.accounts() == ["a@example.com"]


def test_the_two_endpoints_do_not_take_each_others_events(acme):
    assert send(acme.client, PAYMENTS, PAID).get_json() == {"status": "ok"}
    assert send(acme.client, USERS, event("evt_1", "user.created", email="a@example.com")).status_code == 201


def test_five_failures_make_one_dead_letter(acme, monkeypatch):
    monkeypatch.setattr("hookseal._endpoint.settlement.not_before", lambda attempt: 0)
    answers = [send(acme.client, PAYMENTS, BROKEN) for _ in range(7)]
    assert [answer.status_code for answer in answers] == [500, 500, 500, 500, 200, 200, 200]
    assert [answer.get_json()["status"] for answer in answers[4:]] == ["dead_lettered", "duplicate", "duplicate"]
    (letter,) = DeadLetterFolder(acme.data / "payments.dead").list()
    assert (letter.event_id, letter.attempt, letter.reason) == ("evt_2", 5, "HANDLER_FAILED")


def test_a_storm_does_not_use_up_the_attempts(acme):
    """The first retry may come at once; the next are told to wait, and are no attempts."""
    answers = [send(acme.client, PAYMENTS, BROKEN) for _ in range(20)]
    assert [answer.status_code for answer in answers] == [500, 500] + [503] * 18
    assert all(1 <= int(answer.headers["Retry-After"]) <= 20 for answer in answers[2:])
    assert DeadLetterFolder(acme.data / "payments.dead").list() == []


def test_a_second_secret_during_a_rotation(acme, tmp_path):
    new = "fedcba9876543210fedcba9876543210"
    client = acme.create_app(DATA=tmp_path / "rotating", WEBHOOK_SECRETS=[new, SECRET]).test_client()
    assert send(client, PAYMENTS, PAID, SECRET).status_code == 200
    assert send(client, PAYMENTS, event("evt_9", "payment.succeeded", id="pay_9", amount=1), new).status_code == 200


@pytest.mark.parametrize(
    ("secrets", "error"), [([], "KEYRING_EMPTY"), ([" "], "SECRET_EMPTY"), ([SECRET + "\n"], "SECRET_WHITESPACE")]
)
def test_a_bad_secret_ends_the_app_at_its_start(acme, tmp_path, secrets, error):
    with pytest.raises(hookseal.WebhookError) as caught:
        acme.create_app(DATA=tmp_path / "bad", WEBHOOK_SECRETS=secrets)
    assert caught.value.name == error


def test_workers_share_what_they_remember(acme, tmp_path):
    """Processes as a server starts them, each with an app of its own."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(2, _start, (str(acme.data),)) as pool:
        answers = pool.map(_post, [PAID] * 8, chunksize=1)
    assert sorted(answers) == ["duplicate"] * 7 + ["ok"]
    assert acme.ledger.payments() == [("pay_1", 1250)]


def _start(data):
    global worker
    worker = load("flask").create_app(DATA=data, WEBHOOK_SECRETS=[SECRET])


def _post(body):
    """As a sender does: what came while another worker had the event comes again."""
    while (response := send(worker.test_client(), PAYMENTS, body)).status_code == 503:
        time.sleep(0.05)
    return response.get_json()["status"]


def test_threads_take_a_payment_once(acme):
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: send(acme.app.test_client(), PAYMENTS, PAID).get_json(), range(16)))
    assert answers.count({"status": "ok"}) == 1
    assert acme.ledger.payments() == [("pay_1", 1250)]


def test_a_dead_letter_is_a_request_again(acme):
    send(acme.client, PAYMENTS, b"[]")
    (path,) = (acme.data / "payments.dead").glob("*.http")
    assert load_capture(path).body == b"[]"
