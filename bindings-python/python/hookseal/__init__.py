"""hookseal: one webhook verifier for every service you run.

    verifier = hookseal.Verifier("stripe", secrets=[SECRET])
    event = verifier.verify(body, headers)      # raises a `hookseal.WebhookError` for whatever is not genuine
    print(event.id, event.type, event.json())

`hookseal.flask` and `hookseal.asgi` guard whole endpoints: they verify, process each event once, and answer.
`hookseal.stores` remembers events, `hookseal.errors` lists what can be wrong, `hookseal.testing` signs requests for
tests.
"""

try:
    from . import _native
except ImportError as error:
    from ._platform import UnsupportedPlatform

    raise UnsupportedPlatform from error

from . import errors
from ._native import (
    ApiKeys,
    Capture,
    CertificatePins,
    DeadLetter,
    DeadLetterFolder,
    RetrySchedule,
    RetryVerdict,
    Scheme,
    Signer,
    Verification,
    Verified,
    Verifier,
    parse_retry_after,
    schemes,
)
from .errors import WebhookError

__version__: str = _native.__version__

__all__ = [
    "ApiKeys",
    "Capture",
    "CertificatePins",
    "DeadLetter",
    "DeadLetterFolder",
    "RetrySchedule",
    "RetryVerdict",
    "Scheme",
    "Signer",
    "Verification",
    "Verified",
    "Verifier",
    "WebhookError",
    "__version__",
    "errors",
    "parse_retry_after",
    "schemes",
]
