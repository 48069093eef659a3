"""Where an event field stands: equal keys, nesting, documents that break off, large bodies."""

from .delivery import change, custom, deliver
from .pinned_events import INVALID, NESTED, NOT_JSON, case


def add(book):
    keys(book)
    nesting(book)
    documents(book)
    large(book)


def keys(book):
    """The first of two equal keys wins, at every level; keys are compared decoded."""
    case(book, "keys-first-wins", '{"id":"a","id":"b","type":"t","type":"u"}', id="a", type="t")
    case(
        book, "keys-first-wins-escaped", r'{"\u0069d":"a","id":"b"}', id="a", note="keys are compared decoded"
    )
    case(book, "keys-invalid-first", '{"id":1.5,"id":"b","type":"t"}', type="t", field_error=INVALID)
    case(book, "keys-case", '{"ID":"a","Id":"b","id":"c"}', id="c")
    case(book, "keys-longer", '{"idx":"a","i":"b","id ":"c","id":"d"}', id="d")
    case(book, "keys-empty", '{"":"a","id":"b"}', id="b")
    case(book, "keys-bad-utf8", b'{"\xff":"a","id\xff":"b","id":"c"}', id="c", type=None)
    case(book, "keys-lone-surrogate", r'{"\ud83d":"a","id\ud83d":"b","id":"c"}', id="c")
    case(book, "keys-dotted", '{"data.object.id":"a"}', scheme=NESTED, note="a dot joins keys, it is none")
    for name, body, found in [
        ("two-parents", '{"data":{"object":{"id":"a"}},"data":{"object":{"id":"b"}}}', "a"),
        ("first-parent-empty", '{"data":{},"data":{"object":{"id":"b"}}}', None),
        ("first-parent-null", '{"data":null,"data":{"object":{"id":"b"}}}', None),
        ("first-parent-string", '{"data":"x","data":{"object":{"id":"b"}}}', None),
        ("first-parent-array", '{"data":[],"data":{"object":{"id":"b"}}}', None),
        ("middle-twice", '{"data":{"object":{"id":"a"},"object":{"id":"b"}}}', "a"),
        ("middle-first-empty", '{"data":{"object":{},"object":{"id":"b"}}}', None),
        ("leaf-twice", '{"data":{"object":{"id":"a","id":"b"}}}', "a"),
        ("middle-null", '{"data":{"object":null}}', None),
        ("middle-number", '{"data":{"object":5}}', None),
        ("middle-array", '{"data":{"object":[{"id":"a"}]}}', None),
        ("other-level", '{"id":"a","object":{"id":"b"},"data":{"id":"c"}}', None),
    ]:
        note = "the first of two equal keys wins, whatever it holds" if "first" in name else ""
        case(book, f"path-{name}", body, id=found, scheme=NESTED, note=note)
    everything = '{"meta":{"v":3},"data":{"type":"t","other":{"id":"no"},"object":{"x":[1,{}],"id":"evt_1"}}}'
    case(book, "path-all", everything, "evt_1", "t", "3", scheme=NESTED)
    reverse = '{"data":{"object":{"id":"evt_1"},"type":"t"},"meta":{"v":"3"}}'
    case(book, "path-all-in-another-order", reverse, "evt_1", "t", "3", scheme=NESTED)
    same = custom(id={"json": "id"}, type={"json": "id"}, version={"json": "id"}, dedup="signed_id")
    case(book, "path-one-for-all", '{"id":"7"}', "7", "7", "7", scheme=same)
    case(
        book,
        "path-one-for-all-long",
        '{"id":"%s"}' % ("x" * 40),
        "x" * 40,
        "x" * 40,
        None,
        INVALID,
        scheme=same,
    )
    inner = custom(id={"json": "event.id"}, type={"json": "event"}, dedup="signed_id")
    case(book, "path-one-inside-the-other", '{"event":{"id":"a"}}', id="a", field_error=INVALID, scheme=inner)
    case(book, "path-one-inside-the-other-text", '{"event":"a"}', type="a", scheme=inner)


def nesting(book):
    """Paths lead through objects and never into arrays."""
    case(book, "array-body", '[{"id":"a","type":"t"}]')
    case(book, "array-of-events", '{"events":[{"id":"a","type":"t"}]}')
    case(book, "array-before", '{"list":[[[{"id":"no"}]],"]"],"id":"a"}', id="a")
    case(book, "string-body", '"id"')
    case(book, "number-body", "42")
    case(book, "null-body", "null")
    case(book, "empty-object", "{}")
    case(book, "white-space", ' \t\r\n{ "id" : "a" , "type"\n:\t"t" } \r\n', id="a", type="t")


def documents(book):
    """Truncated, not JSON, trailing text, byte order marks."""
    for name, body, read in [
        ("empty", "", {"field_error": NOT_JSON}),
        ("white-space-only", " \n", {"field_error": NOT_JSON}),
        ("text", "hello", {"field_error": NOT_JSON}),
        ("form", "id=1&type=t", {"field_error": NOT_JSON}),
        ("xml", "<id>1</id>", {"field_error": NOT_JSON}),
        ("open-brace", "{", {"field_error": NOT_JSON}),
        ("in-key", '{"id', {"field_error": NOT_JSON}),
        ("after-key", '{"id"', {"field_error": NOT_JSON}),
        ("after-colon", '{"id":', {"field_error": NOT_JSON}),
        ("in-string", '{"id":"evt', {"field_error": NOT_JSON}),
        ("in-escape", '{"id":"evt\\', {"field_error": NOT_JSON}),
        ("in-number", '{"id":12', {"field_error": NOT_JSON}),
        ("in-null", '{"id":nul', {"field_error": NOT_JSON}),
        ("after-value", '{"id":"a"', {"id": "a", "field_error": NOT_JSON}),
        ("after-comma", '{"id":"a",', {"id": "a", "field_error": NOT_JSON}),
        ("in-skipped-string", '{"x":"', {"field_error": NOT_JSON}),
        ("in-skipped-array", '{"id":"a","x":[', {"id": "a", "field_error": NOT_JSON}),
        ("outer-brace-missing", '{"data":{"id":"no"}', {"field_error": NOT_JSON}),
    ]:
        case(book, f"truncated-{name}", body, **read)
    every = '{"id":"a","type":"t","version":"1"'
    case(book, "found-before-the-end", every, "a", "t", "1", note="all found: the rest is not looked at")
    case(book, "found-before-junk", every + "]]}{ not json", "a", "t", "1")
    case(
        book,
        "invalid-then-truncated",
        '{"id":1.5,"type":"t"',
        type="t",
        field_error=NOT_JSON,
        note="fields are still sought, so the broken document is what is reported",
    )
    case(book, "invalid-then-all-settled", '{"id":1.5,"type":"t","version":"1"', None, "t", "1", INVALID)
    for name, body, found in [
        ("trailing-comma", '{"id":"a",}', "a"),
        ("missing-comma", '{"id":"a" "type":"t"}', "a"),
        ("missing-colon", '{"id" "a"}', None),
        ("two-colons", '{"id"::"a"}', None),
        ("unquoted-key", '{id:"a"}', None),
        ("comment", '{/* */"id":"a"}', None),
        ("number-key", '{1:"a"}', None),
        ("wrong-bracket", '{"id":"a"]', "a"),
        ("leading-junk", 'x{"id":"a"}', None),
        ("leading-nul", '\x00{"id":"a"}', None),
        ("form-feed", '\x0c{"id":"a"}', None),
        ("no-break-space", '\u00a0{"id":"a"}', None),
    ]:
        case(book, f"not-json-{name}", body, id=found, field_error=NOT_JSON)
    for name, body in [
        ("junk", '{"id":"a"} x'),
        ("second-document", '{"id":"a"}{"id":"b"}'),
        ("comma", '{"id":"a"},'),
    ]:
        case(book, f"after-document-{name}", body, id="a", field_error=NOT_JSON, note="type is still sought")
    mark = b"\xef\xbb\xbf"
    document = b'{"id":"a","type":"t"}'
    case(book, "mark-one", mark + document, id="a", type="t", note="one byte order mark is skipped")
    case(book, "mark-two", mark * 2 + document, field_error=NOT_JSON)
    case(book, "mark-cut", mark[:2] + document, field_error=NOT_JSON)
    case(book, "mark-alone", mark, field_error=NOT_JSON)
    case(book, "mark-after-space", b" " + mark + document, field_error=NOT_JSON)
    case(book, "mark-utf16", document.decode().encode("utf-16-le"), field_error=NOT_JSON)
    case(book, "binary", bytes(range(256)), field_error=NOT_JSON)
    case(book, "crlf", '{\r\n"id":"a"\r\n}', id="a")
    form = "token=x&command=%2Fdeploy"
    case(
        book,
        "slack-command",
        form,
        scheme="slack",
        field_error=NOT_JSON,
        note="a form: its dedup key is a digest",
    )
    invalid = '{"event_id":1.5,"event":{"type":"t"}}'
    case(book, "slack-invalid-id", invalid, type="t", scheme="slack", field_error=INVALID, note="digest")
    case(
        book,
        "no-fields-sought",
        "not json",
        scheme="dropbox",
        note="a scheme that reads no field minds no body",
    )


def large(book):
    """Deep and long bodies in constant memory."""
    cap = {"max_body": 1 << 25}
    deep = {"prefix": '{"id":"a","x":', "unit": "[", "count": 10_000_000}
    vector = change(deliver("generic-hex", deep), **cap)
    book.add("event-deep-arrays", vector, id="a", type=None, version=None, field_error=NOT_JSON)
    deep = {"prefix": '{"x":', "unit": '{"x":', "count": 100_000}
    book.add(
        "event-deep-objects",
        deliver("generic-hex", deep),
        id=None,
        type=None,
        version=None,
        field_error=NOT_JSON,
    )
    for name, unit, count, suffix in [
        ("spaces", " ", 100_000, '{"id":"a"}'),
        ("members", '"x":[{"id":"no"}],', 20_000, '"id":"a"}'),
        ("backslashes", "\\\\", 50_000, '","id":"a"}'),
    ]:
        prefix = {"spaces": "", "members": "{", "backslashes": '{"x":"'}[name]
        body = {"prefix": prefix, "unit": unit, "count": count, "suffix": suffix}
        book.add(
            f"event-long-{name}",
            deliver("generic-hex", body),
            id="a",
            type=None,
            version=None,
            field_error=None,
        )
    long = {"prefix": '{"id":"', "unit": "x", "count": 100_000, "suffix": '","type":"t"}'}
    book.add(
        "event-long-id", deliver("generic-hex", long), id=None, type="t", version=None, field_error=INVALID
    )
    body = '{"x":' + "[" * 1000 + "]" * 1000 + ',"id":"a"}'
    case(book, "balanced-deep-arrays", body, id="a")
