"""Event ID, type and version. What each body gives is typed by hand."""

from .delivery import change, custom, deliver

NOT_JSON, INVALID = "EVENT_NOT_JSON", "EVENT_FIELD_INVALID"
NESTED = custom(
    id={"json": "data.object.id"}, type={"json": "data.type"}, version={"json": "meta.v"}, dedup="signed_id"
)


def add(book):
    values(book)
    strings(book)
    lengths(book)


def case(
    book,
    name,
    body,
    id=None,
    type=None,
    version=None,
    field_error=None,
    scheme="generic-hex",
    note="",
    **more,
):
    body = body.encode() if isinstance(body, str) else body
    stated = {"id": id, "type": type, "version": version, "field_error": field_error}
    book.add(f"event-{name}", change(deliver(scheme, body), **more), note=note, **stated)


def values(book):
    """A string, or an integer as written; anything else but null is invalid."""
    for name, text, value in [
        ("string", '"evt_1"', "evt_1"),
        ("integer", "42", "42"),
        ("zero", "0", "0"),
        ("negative", "-7", "-7"),
        ("minus-zero", "-0", "-0"),
        ("beyond-u64", "123456789012345678901234567890", "123456789012345678901234567890"),
        ("beyond-f64", "9007199254740993", "9007199254740993"),
        ("digits-in-string", '"007"', "007"),
        ("space-string", '" "', " "),
    ]:
        case(book, f"value-{name}", f'{{"id":{text},"type":"t"}}', id=value, type="t")
    for name, text in [
        ("float", "1.5"),
        ("float-integral", "1.0"),
        ("exponent", "1e3"),
        ("exponent-upper-case", "1E3"),
        ("true", "true"),
        ("false", "false"),
        ("array", '["evt_1"]'),
        ("array-empty", "[]"),
        ("object", '{"id":"evt_1"}'),
        ("object-empty", "{}"),
        ("empty-string", '""'),
    ]:
        case(book, f"value-{name}", f'{{"id":{text},"type":"t"}}', type="t", field_error=INVALID)
        case(book, f"value-{name}-last", f'{{"type":"t","id":{text}}}', type="t", field_error=INVALID)
    case(book, "value-null", '{"id":null,"type":"t"}', type="t")
    case(book, "value-absent", '{"type":"t"}', type="t")
    case(
        book, "value-null-then-string", '{"id":null,"id":"evt_1","type":"t"}', type="t", note="first one wins"
    )
    for name, text in [
        ("leading-zero", "01"),
        ("plus", "+1"),
        ("minus-only", "-"),
        ("minus-space", "- 1"),
        ("point-only", "1."),
        ("leading-point", ".5"),
        ("exponent-only", "1e"),
        ("hex", "0x1"),
        ("nan", "NaN"),
        ("infinity", "Infinity"),
        ("bare-word", "evt"),
        ("upper-case-null", "NULL"),
        ("null-longer", "nulll"),
        ("single-quotes", "'evt_1'"),
        ("nothing", ""),
    ]:
        case(book, f"not-json-{name}", f'{{"type":"t","id":{text}}}', type="t", field_error=NOT_JSON)


def strings(book):
    """Escapes, surrogates, UTF-8, control characters."""
    for name, text, value in [
        ("escapes", r"\"\\\/\b\f\n\r\t", '"\\/\b\f\n\r\t'),
        ("unicode-escape", r"caf\u00e9", "caf\u00e9"),
        ("unicode-escape-upper-case", r"caf\u00E9", "caf\u00e9"),
        ("escaped-ascii", r"\u0065\u0076\u0074", "evt"),
        ("escaped-nul", r"a\u0000b", "a\x00b"),
        ("surrogate-pair", r"\ud83d\ude00", "\U0001f600"),
        ("surrogate-pair-upper-case", r"\uD83D\uDE00", "\U0001f600"),
        ("two-surrogate-pairs", r"\ud83d\ude00\ud83d\ude01", "\U0001f600\U0001f601"),
        ("highest-code-point", r"\udbff\udfff", "\U0010ffff"),
        ("raw-utf8", "\u2665 \U0001f600", "\u2665 \U0001f600"),
        ("line-separators", "a\u2028b\u2029c", "a\u2028b\u2029c"),
        ("raw-del", "a\x7fb", "a\x7fb"),
        ("noncharacter", "a\uffffb", "a\uffffb"),
        ("braces", "{}[],:", "{}[],:"),
    ]:
        case(book, f"string-{name}", f'{{"id":"{text}","type":"t"}}', id=value, type="t")
    for name, text in [
        ("lone-high-surrogate", r"\ud83d"),
        ("lone-low-surrogate", r"\ude00"),
        ("high-then-text", r"\ud83dx"),
        ("high-then-escape", r"\ud83d\n"),
        ("high-then-high", r"\ud83d\ud83d\ude00"),
        ("swapped-surrogates", r"\ude00\ud83d"),
        ("high-then-bmp", r"\ud83d\u0041"),
        ("unknown-escape", r"a\qb"),
        ("short-unicode-escape", r"\u00e"),
        ("unicode-escape-not-hex", r"\u00zz"),
        ("upper-case-u", r"\U00e9"),
        ("hex-escape", r"\x41"),
    ]:
        case(book, f"string-{name}", f'{{"id":"{text}","type":"t"}}', type="t", field_error=INVALID)
    for name, raw in [
        ("bad-utf8", b"a\xffb"),
        ("overlong-utf8", b"\xc0\xaf"),
        ("utf8-surrogate", b"\xed\xa0\x80"),
        ("cut-utf8", b"caf\xc3"),
        ("beyond-unicode", b"\xf4\x90\x80\x80"),
        ("latin-1", b"caf\xe9"),
        ("raw-newline", b"a\nb"),
        ("raw-tab", b"a\tb"),
        ("raw-nul", b"a\x00b"),
        ("raw-unit-separator", b"a\x1fb"),
    ]:
        case(book, f"string-{name}", b'{"id":"' + raw + b'","type":"t"}', type="t", field_error=INVALID)
    # What nobody asked for is neither decoded nor checked.
    for name, raw in [
        ("bad-utf8", b'"\xff"'),
        ("raw-control", b'"a\x00\nb"'),
        ("lone-surrogate", rb'"\ud83d"'),
        ("unknown-escape", rb'"\q\u12"'),
        ("escaped-quote", rb'"\"id\":\"no\""'),
        ("backslashes", rb'"\\\\"'),
        ("in-array", rb'["]","\"]",{"id":"no"}]'),
        ("in-object", rb'{"}":"}","id":"no"}'),
    ]:
        body = b'{"other":' + raw + b',"id":"evt_1","type":"t"}'
        case(book, f"skipped-{name}", body, id="evt_1", type="t", note="what is skipped is not decoded")


def lengths(book):
    for field, limit in [("id", 256), ("type", 128), ("version", 32)]:
        others = {"id": "i", "type": "t", "version": "v"}
        for length in (limit, limit + 1):
            for name, text, value in [
                ("", "x" * length, "x" * length),
                ("-escaped", r"\u0078" * length, "x" * length),
                ("-digits", None, "1" * length),
            ]:
                document = ",".join(f'"{key}":"{other}"' for key, other in others.items() if key != field)
                text = f'"{text}"' if text else value
                body = f'{{{document},"{field}":{text}}}'
                is_over = length > limit
                read = {
                    **others,
                    field: None if is_over else value,
                    "field_error": INVALID if is_over else None,
                }
                case(book, f"length-{field}-{length}{name}", body, **read)
    case(book, "length-id-256-bytes-of-utf8", '{"id":"%s"}' % ("\u00e9" * 128), id="\u00e9" * 128)
    case(book, "length-id-257-bytes-of-utf8", '{"id":"%s"}' % ("\u00e9" * 128 + "x"), field_error=INVALID)
    case(book, "length-id-emoji-over", '{"id":"%s"}' % ("\U0001f600" * 65), field_error=INVALID)
    case(book, "length-id-surrogates-over", '{"id":"%s"}' % (r"\ud83d\ude00" * 65), field_error=INVALID)
