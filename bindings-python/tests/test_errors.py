"""The list of errors, both ways."""

import copy
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import hookseal
import pytest
from hookseal import WebhookError, errors
from vector_cases import load
from vector_files import VECTORS


def test_errors_are_those_of_the_list() -> None:
    ours = [
        {
            "code": error.code,
            "name": error.name,
            "class": error.category,
            "status": error.status,
            "summary": error.summary,
        }
        for error in errors.ALL
    ]
    assert ours == load("errors.json")


def test_all_is_complete() -> None:
    made = [item for item in vars(errors).values() if isinstance(item, type) and issubclass(item, WebhookError)]
    assert set(made) - {WebhookError} == set(errors.ALL)
    assert set(WebhookError.__subclasses__()) == set(errors.ALL)
    assert errors.BY_NAME == {error.name: error for error in errors.ALL}
    assert hookseal.WebhookError is WebhookError


@pytest.mark.parametrize("row", load("errors.json"), ids=lambda row: row["name"])
def test_error(row: dict[str, Any]) -> None:
    error = errors.BY_NAME[row["name"]]
    assert error.__name__ == "".join(word.capitalize() for word in row["name"].split("_"))
    assert error.__mro__ == (error, WebhookError, Exception, BaseException, object)
    assert error.category in get_args(errors.Category)
    assert str(error()) == f"{row['name']}: {row['summary']}"
    assert str(error("why")) == f"{row['name']}: why"


MADE = [WebhookError("why"), *(made for cls in errors.ALL for made in (cls(), cls("why")))]


@pytest.mark.parametrize("error", MADE)
def test_errors_travel(error: WebhookError) -> None:
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        again = pickle.loads(pickle.dumps(error, protocol))
        assert type(again) is type(error) and str(again) == str(error) and again.args == error.args
    for again in (copy.copy(error), copy.deepcopy(error)):
        assert type(again) is type(error) and str(again) == str(error)


def test_errors_raised_below_travel() -> None:
    with pytest.raises(errors.SchemeUnknown, match="no built-in scheme has `gitub`") as caught:
        hookseal.Verifier("gitub", secrets=["x" * 20])
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_no_message_holds_a_secret() -> None:
    secret = "Sup3r-Secret Value"
    attempts: list[Callable[[], object]] = [
        lambda: hookseal.Verifier(secret, secrets=["x" * 20]),
        lambda: hookseal.Verifier("github", secrets=secret),
        lambda: hookseal.Verifier("github", secrets=[secret + "\n"]),
        lambda: hookseal.Verifier("coinbase-commerce", secrets=[secret * 100]),
        lambda: hookseal.Verifier("standard-webhooks", secrets=[secret]),
        lambda: hookseal.CertificatePins([secret]),
        lambda: hookseal.Signer("microsoft-teams", secret),
        lambda: hookseal.ApiKeys([secret + " "], header="X-Key"),
    ]
    for attempt in attempts:
        with pytest.raises(WebhookError) as caught:
            attempt()
        assert secret not in str(caught.value)


def test_the_module_is_as_the_tool_writes_it() -> None:
    tool = Path(__file__).parents[1] / "tools" / "errors.py"
    if not tool.exists() or not (VECTORS / "errors.json").exists():
        pytest.skip("outside the repository there is nothing to write it from")
    done = subprocess.run([sys.executable, tool, "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("call", "advice"),
    [
        (lambda: hookseal.Signer("stripe", "x" * 20).sign(b"", timestamp=-1), "timestamp must be a number"),
        (lambda: hookseal.Verifier("stripe", secrets=["x" * 20], tolerance=True), "tolerance must be seconds"),
        (lambda: hookseal.Verifier("stripe", secrets=["x" * 20], max_body=True), "max_body must be a number"),
        (lambda: hookseal.Signer("svix", "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODk=").sign(b""), "give id="),
        (lambda: hookseal.ApiKeys(["a key of 16 bytes or more"], header="X Api Key"), "header must be a name"),
        (lambda: hookseal.ApiKeys([], header="X-Key"), "no API key was given"),
        (lambda: hookseal.ApiKeys.bearer([" "]), "an API key is empty or blank"),
        (lambda: hookseal.CertificatePins(["a pin"]), "openssl x509"),
        (lambda: hookseal.CertificatePins([]), "no pin was given"),
    ],
)
def test_advice_is_for_whoever_called(call: Callable[[], object], advice: str) -> None:
    """And not for an endpoint that was sent something, or about an argument of another name."""
    with pytest.raises(WebhookError, match=advice):
        call()
