"""Payments that are processed by a queue on Redis, after their delivery was answered. README.md says how to run it."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask
from hookseal.flask import Job, Refused, WebhookBlueprint
from hookseal.stores import FileStore
from redis import Redis
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import ResponseError
from rq import Queue, Retry
from rq.exceptions import DuplicateJobError

import jobs


def create_app(**config: Any) -> Flask:
    """The app. It starts without Redis, and answers 500 until there is one: the sender comes back."""
    app = Flask(__name__)
    app.config.from_mapping(
        DATA=os.environ.get("ACME_DATA", "data"),
        REDIS_URL=os.environ.get("ACME_REDIS_URL", "redis://127.0.0.1:6379/0"),
        REDIS_TIMEOUT=5.0,
        WEBHOOK_SECRETS=os.environ.get("ACME_WEBHOOK_SECRETS", "").split(),
        LEASE=300,
    )
    app.config.from_mapping(config)
    data = Path(app.config["DATA"]).absolute()
    data.mkdir(mode=0o700, exist_ok=True)
    redis = Redis.from_url(app.config["REDIS_URL"], socket_timeout=app.config["REDIS_TIMEOUT"])
    queue = Queue("payments", connection=redis)
    store = FileStore(data / "payments.window", lease=app.config["LEASE"])

    def enqueue(handler: Callable[..., Any], job: Job) -> None:
        """Returns once Redis has the job; whatever this raises leaves the event to the sender's next attempt."""
        try:
            queue.enqueue(
                handler,
                job,
                job_id=job.key,
                unique=True,
                # RQ must know the ID for as long as a delivery of the event may come.
                result_ttl=store.ttl,
                failure_ttl=store.ttl,
                retry=Retry(max=3, interval=[10, 60, 300]),
            )
        except DuplicateJobError:
            # An earlier attempt got no answer from Redis in time, and had put it there all the same.
            app.logger.info("job %s was in the queue already", job.key)
        except (RedisConnectionError, ResponseError) as error:
            # Redis said no, or is gone. If the job went through all the same, its ID keeps it from being put there
            # twice: no need to wait.
            raise Refused from error

    payments = WebhookBlueprint(
        "payments", "/webhooks/payments", scheme="generic-hex", secrets=app.config["WEBHOOK_SECRETS"], store=store
    )
    payments.on("payment.succeeded", queue=enqueue)(jobs.process_payment)
    app.register_blueprint(payments)
    return app
