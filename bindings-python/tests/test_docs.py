"""Everything public says what it is, and what README.md shows runs."""

import inspect
import pydoc
import re
from itertools import chain
from pathlib import Path
from types import ModuleType
from typing import Any

import hookseal
import hookseal.asgi
import hookseal.flask
import pytest
from flask import Flask
from hookseal import _native, errors, stores
from hookseal._endpoint.settings import Settings
from hookseal.testing import signed_request
from starlette.testclient import TestClient
from store_servers import Postgres

README = Path(__file__).parents[1] / "README.md"
FRONT_PAGE = README.parents[1] / "README.md"
BLOCK = re.compile(
    r"(?P<with_server><!-- runs with a server -->\s*)?^```python\n(?P<code>.*?)^```", re.DOTALL | re.MULTILINE
)


def public(module: ModuleType, names: list[str]) -> list[Any]:
    """The members of a module, with the names that a report shows."""
    members = [(f"{module.__name__}.{name}", getattr(module, name)) for name in names]
    return [pytest.param(item, id=name) for name, item in members if callable(item)]


# Those of stores that need a client of their own are looked at beside their tests.
STORES = [name for name in stores.__all__ if name in vars(stores) and inspect.isclass(getattr(stores, name))]
PUBLIC = [
    *public(hookseal, hookseal.__all__),
    *public(_native, _native.__all__),
    *public(stores, STORES),
    *public(errors, ["WebhookError", *(error.__name__ for error in errors.ALL)]),
]


@pytest.mark.parametrize("item", PUBLIC)
def test_docstring(item: Any) -> None:
    undocumented = [] if sentence(item) else [item.__qualname__]
    if inspect.isclass(item):
        bases = [base for base in item.__mro__ if base is item or base.__module__.startswith("hookseal.")]
        for name, member in chain.from_iterable(vars(base).items() for base in bases):
            # The slots of a dataclass are described where they are written, and help() does not show that.
            is_ours = not name.startswith("_") and (callable(member) or inspect.isdatadescriptor(member))
            if is_ours and not inspect.ismemberdescriptor(member) and not sentence(getattr(member, "__func__", member)):
                undocumented.append(f"{item.__qualname__}.{name}")
    assert not undocumented


def sentence(item: Any) -> bool:
    """Whether it has a docstring of its own that reads as one."""
    doc = item.__doc__ or ""
    return len(doc) > 8 and doc.strip()[-1] in ".:"


@pytest.mark.parametrize("item", [param for param in PUBLIC if inspect.isclass(param.values[0])])
def test_signatures_are_known(item: Any) -> None:
    for name, member in vars(item).items():
        if not name.startswith("_") and inspect.isroutine(member):
            inspect.signature(getattr(item, name))


def test_modules_say_what_they_are() -> None:
    assert all(sentence(module) for module in (hookseal, errors, stores, _native))


def test_the_errors_that_docstrings_name_exist() -> None:
    known = {error.__name__ for error in errors.ALL} | set(hookseal.__all__) | {"FileStore", "MemoryStore"}
    for module in (_native,):
        for item in vars(module).values():
            docs = (
                [item.__doc__ or "", *(member.__doc__ or "" for member in vars(item).values())]
                if inspect.isclass(item)
                else []
            )
            named = re.findall(r"`([A-Z][a-z]+[A-Za-z]*)`", " ".join(docs))
            assert set(named) <= known | {"None", "True", "False"}, item


def settings_of_the_readme() -> dict[str, str]:
    """The names of its table of settings, and their defaults."""
    section = README.read_text(encoding="utf-8").partition("### Settings\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `(\w+)` \|.*\| ([^|]+) \|$", section, re.MULTILINE)
    assert len(dict(rows)) == len(rows)
    return dict(rows)


def test_the_readme_has_every_setting_with_its_default() -> None:
    parameters = dict(inspect.signature(Settings).parameters)
    # Not the user's to give.
    del parameters["name"], parameters["may_await"]
    table = settings_of_the_readme()
    assert list(table) == list(hookseal.flask.WebhookSettings.__annotations__)
    assert set(table) == set(parameters)
    for name, text in table.items():
        if parameters[name].default is inspect.Parameter.empty:
            assert text == "must be given" and name in hookseal.flask.WebhookSettings.__required_keys__
        else:
            code, rest = re.fullmatch(r"`([^`]+)`(: .+)?", text).groups()  # type: ignore[union-attr]
            assert eval(code) == parameters[name].default and (rest is None or code == "None"), name


@pytest.mark.parametrize("framework", [hookseal.flask, hookseal.asgi], ids=lambda module: module.__name__)
def test_help_shows_every_setting(framework: ModuleType) -> None:
    shown = pydoc.plain(pydoc.render_doc(framework.WebhookSettings))
    described = dict(re.findall(r"^ \|  (\w+): (\S.*)$", shown, re.MULTILINE))
    assert set(described) == set(framework.WebhookSettings.__annotations__)
    for name in ("Webhook", "WebhookBlueprint", "WebhookApp"):
        if hasattr(framework, name):
            assert re.search(r"those of\s+`Webhook(Settings)?`", getattr(framework, name).__doc__), name


def test_the_map_of_modules_names_what_there_is() -> None:
    page = (FRONT_PAGE.parent / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = re.findall(r"`([\w/]+\.py)`", page.partition("Where to look")[2].partition("\n## ")[0])
    assert len(named) > 20
    folder = Path()
    for name in named:
        folder = Path(name).parent if "/" in name else folder
        assert (README.parent / "python" / folder / Path(name).name).is_file(), name


def run_blocks(page: Path, *, with_server: bool = False, url: str = "") -> dict[str, Any]:
    """Each block in order, in one namespace: later ones go on where earlier ones ended. `url` stands for the page's."""
    text = page.read_text(encoding="utf-8")
    namespace: dict[str, Any] = {"__name__": "page"}
    found = [block for block in BLOCK.finditer(text) if bool(block["with_server"]) == with_server]
    assert found
    for block in found:
        # As many empty lines before it as stand above it, so that errors show the page's own.
        code = "\n" * text[: block.start("code")].count("\n") + block["code"]
        exec(compile(re.sub(r"postgresql://[^\"]+", url, code) if url else code, str(page), "exec"), namespace)
    return namespace


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What pages put somewhere is put there."""
    tmp_path.chmod(0o700)
    monkeypatch.chdir(tmp_path)


def payment(number: int, secret: str, path: str) -> dict[str, Any]:
    """A delivery for Flask's test client."""
    event = {"id": f"evt_{number}", "type": "payment.succeeded", "data": {"amount": 1250}}
    request = signed_request("stripe", secret, event)
    return {"path": path, "data": request.body, "headers": request.headers}


@pytest.mark.usefixtures("folder")
def test_readme(monkeypatch: pytest.MonkeyPatch) -> None:
    page = run_blocks(README)

    # Two tenants with one ID are two events.
    app = Flask("tenants")
    app.post("/<tenant>")(page["receive_for"])
    sent = [(tenant, secrets[-1]) for tenant, secrets in page["TENANTS"].items()] * 2
    answers = [app.test_client().post(**payment(1, secret, f"/{tenant}")).get_json() for tenant, secret in sent]
    assert answers == [{"status": "ok"}] * 2 + [{"status": "duplicate"}] * 2
    assert app.test_client().post(**payment(1, sent[0][1], "/nobody")).status_code == 400

    # Under a server that looks as if it had several processes.
    monkeypatch.setenv("SERVER_SOFTWARE", "gunicorn/23.0.0")
    order = signed_request("shopify", page["SECRET"], {"id": 1})
    answer = TestClient(page["api"]).post("/webhooks/orders", content=order.body, headers=order.headers)
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    parcel = signed_request("stripe", page["SECRET"], {"id": "evt_1", "type": "parcel.sent"}, url="/webhooks/parcels")
    client = TestClient(page["api"], follow_redirects=False)
    answer = client.post(parcel.path, content=parcel.body, headers=parcel.headers)
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_readme_with_a_server() -> None:
    server = Postgres("fsync=off")
    try:
        run_blocks(README, with_server=True, url=server.url)
        assert stores.open_store(server.url).claim(b"0123456789abcdef").state == "claimed"
    finally:
        server.end()


@pytest.mark.usefixtures("folder")
def test_front_page() -> None:
    page = run_blocks(FRONT_PAGE)
    client = page["app"].test_client()
    answers = [client.post(**payment(1, page["SECRET"], "/webhooks/payments")).get_json() for _ in range(2)]
    assert answers == [{"status": "ok"}, {"status": "duplicate"}]
    assert client.post(**payment(2, "not that secret", "/webhooks/payments")).status_code == 400
