"""An app for servers with several processes. Each run of its handler is a line of a file."""

import os
import time
from typing import Any

from asgi_support import SECRET
from hookseal.asgi import WebhookApp

app = WebhookApp("hooks", scheme="generic-hex", secrets=[SECRET], store=os.environ["HOOKSEAL_TEST_STORE"])


@app.on_any
def handle(event: Any) -> None:
    """Takes a moment, so that copies arrive meanwhile."""
    line = f"{os.getpid()} {event.id}\n".encode()
    file = os.open(os.environ["HOOKSEAL_TEST_RUNS"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.write(file, line)
    os.close(file)
    time.sleep(0.05)
