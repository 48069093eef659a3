"""hookseal for your own tests: requests that are signed as their sender would, and deliveries that were captured.

    def test_payment(client, signed_request):
        request = signed_request("stripe", SECRET, {"id": "evt_1", "type": "payment.succeeded"}, url="/webhooks")
        answer = client.post(request.path, data=request.body, headers=request.headers)      # Flask
        assert answer.get_json() == {"status": "ok"}

`signed_request` is a function of this module and, with pytest, a fixture. Starlette's and httpx's clients take the body
as `content=`.
"""

from ._captures import capture_request, load_capture
from ._requests import SignedRequest, signed_request

__all__ = ["SignedRequest", "capture_request", "load_capture", "signed_request"]
