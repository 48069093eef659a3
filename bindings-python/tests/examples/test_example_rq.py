"""examples/rq on a real Redis: the answer comes before the work, and no failure of the queue runs it twice."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import hookseal
import pytest
from example_apps import EXAMPLES, SECRET, event, load, send, tag
from redis import Redis as Client
from reply_loser import ReplyLoser
from rq import Queue
from rq.job import Job as RqJob
from store_servers import Redis

PAYMENTS = "/webhooks/payments"


@pytest.fixture(scope="module")
def redis() -> Iterator[Redis]:
    """A durable one, as the README asks for."""
    server = Redis("--appendonly", "yes", "--appendfsync", "always")
    yield server
    server.end()


@pytest.fixture
def acme(tmp_path, redis):
    redis.cli("flushall")
    proxy = ReplyLoser(redis.port)
    config = {"DATA": tmp_path / "data", "REDIS_URL": f"redis://127.0.0.1:{proxy.port}/", "WEBHOOK_SECRETS": [SECRET]}
    app = load("rq").create_app(REDIS_TIMEOUT=0.5, LEASE=2, **config)
    ledger = tmp_path / "payments.txt"
    client = Client.from_url(redis.url)

    def work():
        """A worker of RQ's own command, until the queue is empty."""
        command = [Path(sys.executable).with_name("rq"), "worker", "--burst", "--quiet", "--url", redis.url, "payments"]
        subprocess.run(
            command, cwd=EXAMPLES / "rq", env={**os.environ, "ACME_PAYMENTS": str(ledger)}, check=True, timeout=60
        )
        return ledger.read_text().splitlines() if ledger.exists() else []

    yield SimpleNamespace(
        client=app.test_client(), queue=Queue("payments", connection=client), redis=client, work=work, proxy=proxy
    )
    client.close()
    proxy.close()


def payment(number: int) -> tuple[bytes, str]:
    """An event, and its dedup key in hex."""
    body = event(f"evt_{number}", "payment.succeeded", id=f"pay_{number}", amount=number)
    verified = hookseal.Verifier("generic-hex", secrets=[SECRET]).verify(body, {"X-Webhook-Signature": tag(body)})
    return body, verified.dedup_key("payments").hex()


def test_the_answer_comes_before_the_work(acme):
    body, key = payment(1)
    answer = send(acme.client, PAYMENTS, body)
    assert (answer.status_code, answer.get_json()) == (200, {"status": "ok"})
    job = RqJob.fetch(key, acme.redis)
    assert (job.get_status(), acme.queue.job_ids) == ("queued", [key])
    # The claim is committed already.
    assert send(acme.client, PAYMENTS, body).get_json() == {"status": "duplicate"}
    assert acme.queue.job_ids == [key]
    assert acme.work() == [f"{key} pay_1 1"]
    # RQ keeps the ID for as long as the store keeps the event: 96 hours.
    assert 345_000 < acme.redis.ttl(job.key) <= 345_600


def test_what_is_forged_is_not_enqueued(acme):
    body, _ = payment(2)
    assert send(acme.client, PAYMENTS, body, "another secret of 32 characters..").status_code == 400
    assert acme.queue.job_ids == []


def test_a_failed_enqueue_releases_the_event(acme, redis):
    body, key = payment(3)
    redis.kill()
    try:
        assert send(acme.client, PAYMENTS, body).status_code == 500
    finally:
        redis.run()
    assert acme.queue.job_ids == []
    # At once, and not when the lease has ended.
    assert send(acme.client, PAYMENTS, body).get_json() == {"status": "ok"}
    assert acme.work() == [f"{key} pay_3 3"]


def test_a_refusal_of_redis_releases_the_event(acme, redis):
    """It is full: the job is not there."""
    body, key = payment(4)
    redis.cli("config", "set", "maxmemory", "1")
    try:
        assert send(acme.client, PAYMENTS, body).status_code == 500
    finally:
        redis.cli("config", "set", "maxmemory", "0")
    assert send(acme.client, PAYMENTS, body).get_json() == {"status": "ok"}
    assert acme.queue.job_ids == [key]


@pytest.mark.parametrize("has_run", [False, True])
def test_an_enqueue_that_timed_out_cannot_run_twice(acme, has_run, wait_until):
    """Redis takes the job, and its answer is lost."""
    send(acme.client, PAYMENTS, payment(5)[0])  # Redis knows RQ's script from now on.
    assert len(acme.work()) == 1
    body, key = payment(6)
    acme.proxy.loses = b"EVALSHA"
    answer = send(acme.client, PAYMENTS, body)
    assert (answer.status_code, answer.get_json()) == (503, {"error": "unavailable"})
    assert acme.queue.job_ids == [key]
    # We do not know that, so the event stays claimed.
    acme.proxy.loses = None
    assert send(acme.client, PAYMENTS, body).status_code == 503
    if has_run:
        assert acme.work()[1:] == [f"{key} pay_6 6"]

    # The lease ends, and the sender's next attempt takes the event over.
    wait_until(lambda: send(acme.client, PAYMENTS, body).status_code == 200)
    assert acme.queue.job_ids == [] if has_run else [key]
    assert acme.work()[1:] == [f"{key} pay_6 6"]
    assert send(acme.client, PAYMENTS, body).get_json() == {"status": "duplicate"}


def test_an_enqueue_that_was_never_made(acme, wait_until):
    """Redis stood still before it had the job: here the next attempt brings it."""
    body, key = payment(7)
    acme.proxy.loses = b"SADD"
    assert send(acme.client, PAYMENTS, body).status_code == 503
    assert acme.queue.job_ids == []
    acme.proxy.loses = None
    wait_until(lambda: send(acme.client, PAYMENTS, body).status_code == 200)
    assert acme.work() == [f"{key} pay_7 7"]
