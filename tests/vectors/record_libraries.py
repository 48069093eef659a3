#!/usr/bin/env python3
"""Records deliveries signed by the senders' own and other libraries, into sources/libraries.json.

Run it by hand, with the libraries installed, when the recording should change:

    python3 -m venv .venv && .venv/bin/pip install stripe standardwebhooks svix slack_sdk
    npm install --prefix .venv/node @octokit/webhooks-methods
    NODE_MODULES=$PWD/.venv/node/node_modules .venv/bin/python tests/vectors/record_libraries.py

Nothing else needs the libraries: generate.py reads the recording.
"""

import json
import os
import pathlib
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version

import standardwebhooks
import stripe
import svix
from slack_sdk.signature import SignatureVerifier

NOW = 1_700_000_000
WHEN = datetime.fromtimestamp(NOW, UTC)
WHSEC = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
OUTPUT = pathlib.Path(__file__).parent / "sources" / "libraries.json"

BODIES = {
    "event": '{"id":"evt_1","event_id":"Ev1","type":"invoice.paid","event":{"type":"message"},"data":{}}',
    "unicode": '{"id":"evt_2","event_id":"E","type":"caf\u00e9 \u2665 \U0001f600","event":{"type":"\u00e9"}}',
    "escapes": '{"id":"evt_3","event_id":"E","type":"tab\\t\\"","event":{"type":"\\u00e9"},"n":"\\\\u1"}',
    "spaced": '{\n  "id" : "evt_4",\n  "event_id" : "E",\n  "type" : "a.b",\n  "event" : {"type" : "c"}\n}\n',
    "array": "[1,2,3]",
}

OCTOKIT = """
import { sign } from "@octokit/webhooks-methods";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
const input = JSON.parse(readFileSync(0, "utf8"));
const tags = {};
for (const [name, body] of Object.entries(input.bodies)) tags[name] = await sign(input.secret, body);
const path = process.env.NODE_MODULES + "/@octokit/webhooks-methods/package.json";
console.log(JSON.stringify({ tags, version: createRequire(import.meta.url)(path).version }));
"""


def by_stripe(body):
    secret = "whsec_test_secret_of_thirty_bytes"
    tag = stripe.WebhookSignature._compute_signature(f"{NOW}.{body}", secret)
    header = f"t={NOW},v1={tag}"
    assert stripe.WebhookSignature.verify_header(body, header, secret, tolerance=None)
    return "stripe", secret, [["Stripe-Signature", header]]


def by_standardwebhooks(body):
    signature = standardwebhooks.Webhook(WHSEC).sign("msg_1", WHEN, body)
    trio = [["webhook-id", "msg_1"], ["webhook-timestamp", str(NOW)], ["webhook-signature", signature]]
    return "standard-webhooks", WHSEC, trio


def by_svix(body):
    signature = svix.Webhook(WHSEC).sign("msg_1", WHEN, body)
    return "svix", WHSEC, [["svix-id", "msg_1"], ["svix-timestamp", str(NOW)], ["svix-signature", signature]]


def by_slack_sdk(body):
    secret = "8f742231b10e8888abcd99yyyzzz85a5"
    signature = SignatureVerifier(secret).generate_signature(timestamp=str(NOW), body=body)
    return "slack", secret, [["X-Slack-Request-Timestamp", str(NOW)], ["X-Slack-Signature", signature]]


def octokit():
    """(tag by body, library version): the library is an ES module, so Node runs it."""
    secret = "It's a Secret to Everybody"
    modules = pathlib.Path(os.environ["NODE_MODULES"])
    script = modules.parent / "record.mjs"
    script.write_text(OCTOKIT)
    given = json.dumps({"secret": secret, "bodies": BODIES})
    shown = subprocess.run(["node", str(script)], input=given, capture_output=True, text=True, check=True)
    result = json.loads(shown.stdout)
    return secret, result["tags"], result["version"]


def main():
    recorded = []

    def record(library, body_name, scheme, secret, headers):
        name = f"{library.split(' ')[0].replace('@', '').replace('/', '-')}-{body_name}"
        row = {"name": f"library-{name}", "scheme": scheme, "secrets": [secret], "headers": headers}
        recorded.append({**row, "body": BODIES[body_name], "now": NOW, "source": library})

    for package, sign in [
        ("stripe", by_stripe),
        ("standardwebhooks", by_standardwebhooks),
        ("svix", by_svix),
        ("slack_sdk", by_slack_sdk),
    ]:
        for name, body in BODIES.items():
            record(f"{package} {version(package)} (PyPI)", name, *sign(body))
    secret, tags, octokit_version = octokit()
    for name, tag in tags.items():
        headers = [
            ["X-GitHub-Event", "push"],
            ["X-GitHub-Delivery", "72d3162e-cc78-11e3-81ab-4c9367dc0958"],
            ["X-Hub-Signature-256", tag],
        ]
        record(f"@octokit/webhooks-methods {octokit_version} (npm)", name, "github", secret, headers)
    OUTPUT.write_text(json.dumps(recorded, indent=1) + "\n")
    print(f"{len(recorded)} deliveries in {OUTPUT}")


if __name__ == "__main__":
    main()
