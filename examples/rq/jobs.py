"""What the queue's workers do."""

import os

from hookseal.flask import Job


def process_payment(job: Job) -> None:
    """Takes its time. Where a worker dies and another begins anew, `job.key` is the same."""
    payment = job.json()["data"]
    with open(os.environ["ACME_PAYMENTS"], "a") as payments:
        payments.write(f"{job.key} {payment['id']} {payment['amount']}\n")
