"""The grammar of timestamps, and freshness at full precision."""

from .book import LARGEST, NOW
from .delivery import change, compact, custom, deliver, set_header


def add(book):
    digits(book)
    rfc3339(book)
    where(book)
    freshness(book)
    fractions(book)
    in_body(book)


def acme(unit, **limits):
    clock = {"header": "X-Acme-Timestamp", "unit": unit, **limits}
    return custom("{timestamp}.{body}", timestamp=clock)


def digits(book):
    seconds, millis = acme("seconds"), acme("milliseconds")
    for name, text in [
        ("1-digit", "7"),
        ("zero", "0"),
        ("9-digits", "999999999"),
        ("10-digits", "1700000000"),
        ("15-digits", "999999999999999"),
    ]:
        book.add(f"timestamp-seconds-{name}", deliver(seconds, stamp=text))
        book.add(f"timestamp-milliseconds-{name}", deliver(millis, stamp=text))
    for name, text in [
        ("16-digits", "1700000000000000"),
        ("20-digits", "17000000000000000000"),
        ("u64-overflow", "18446744073709551616"),
        ("leading-zero", "01700000000"),
        ("two-zeros", "00"),
        ("plus", "+1700000000"),
        ("minus", "-1700000000"),
        ("i64-min", "-9223372036854775808"),
        ("fraction", "1700000000.5"),
        ("point", "1700000000."),
        ("exponent", "17e8"),
        ("underscores", "1_700_000_000"),
        ("trailing-letters", "1700000000abc"),
        ("hex", "0x6553f100"),
        ("text", "hello"),
        ("infinity", "Infinity"),
        ("nan", "NaN"),
        ("rfc3339", "2023-11-14T22:13:20Z"),
        ("very-long", "1" * 300),
    ]:
        book.add(f"timestamp-seconds-{name}", deliver(seconds, stamp=text), "TIMESTAMP_MALFORMED")
    book.add("timestamp-milliseconds-16-digits", deliver(millis, stamp="1" * 16), "TIMESTAMP_MALFORMED")
    book.add(
        "timestamp-milliseconds-leading-zero", deliver(millis, stamp="0" + "1" * 12), "TIMESTAMP_MALFORMED"
    )
    spelled = set_header(deliver(seconds, stamp="1700000000"), "X-Acme-Timestamp", "1700000001")
    book.add("timestamp-changed", spelled, "SIGNATURE_MISMATCH", note="signed as received, byte for byte")
    for name, text in [
        ("arabic-digits", "\u00b9\u00b2\u00b3"),
        ("trailing-space", "1700000000 "),
        ("space", " "),
    ]:
        vector = set_header(deliver(seconds), "X-Acme-Timestamp", text)
        book.add(f"timestamp-seconds-{name}", vector, "HEADER_MALFORMED", note="not visible ASCII")


def rfc3339(book):
    scheme = acme("rfc3339")
    day, time = "2023-11-14", "22:13:20"
    for name, text in [
        ("z", f"{day}T{time}Z"),
        ("plus", "2023-11-15T00:13:20+02:00"),
        ("minus", "2023-11-14T14:43:20-07:30"),
        ("plus-zero", f"{day}T{time}+00:00"),
        ("minus-zero", f"{day}T{time}-00:00"),
        ("offset-23-59", "2023-11-15T22:12:20+23:59"),
        *((f"{n}-fraction-digits", f"{day}T{time}.{'987654321'[:n]}Z") for n in range(1, 10)),
        ("fraction-and-offset", "2023-11-15T00:13:20.5+02:00"),
        ("epoch", "1970-01-01T00:00:00Z"),
        ("epoch-with-offset", "1970-01-01T01:00:00+01:00"),
        ("year-9999", "9999-12-31T23:59:59.999999999Z"),
        ("leap-day", "2024-02-29T12:00:00Z"),
        ("leap-day-2000", "2000-02-29T12:00:00Z"),
        ("end-of-year", "2023-12-31T23:59:59Z"),
    ]:
        book.add(f"timestamp-rfc3339-{name}", deliver(scheme, stamp=text))
    for name, text in [
        ("10-fraction-digits", f"{day}T{time}.1234567890Z"),
        ("point-without-digits", f"{day}T{time}.Z"),
        ("comma-fraction", f"{day}T{time},5Z"),
        ("second-60", "2016-12-31T23:59:60Z"),
        ("minute-60", f"{day}T22:60:20Z"),
        ("hour-24", f"{day}T24:00:00Z"),
        ("month-0", "2023-00-14T22:13:20Z"),
        ("month-13", "2023-13-14T22:13:20Z"),
        ("day-0", "2023-11-00T22:13:20Z"),
        ("day-31-of-30", "2023-11-31T22:13:20Z"),
        ("no-leap-day", "2023-02-29T12:00:00Z"),
        ("no-leap-day-2100", "2100-02-29T12:00:00Z"),
        ("lower-case-t", f"{day}t{time}Z"),
        ("lower-case-z", f"{day}T{time}z"),
        ("no-zone", f"{day}T{time}"),
        ("zone-without-colon", f"{day}T{time}+0000"),
        ("zone-hours-only", f"{day}T{time}+00"),
        ("zone-24", f"{day}T{time}+24:00"),
        ("zone-minute-60", f"{day}T{time}+00:60"),
        ("zone-name", f"{day}T{time}UTC"),
        ("year-1969", "1969-12-31T23:59:59Z"),
        ("before-epoch-by-offset", "1970-01-01T00:00:00+00:01"),
        ("year-10000", "10000-01-01T00:00:00Z"),
        ("two-digit-year", "23-11-14T22:13:20Z"),
        ("no-seconds", f"{day}T22:13Z"),
        ("basic-form", "20231114T221320Z"),
        ("date-only", day),
        ("short-month", "2023-1-14T22:13:20Z"),
        ("trailing-text", f"{day}T{time}Zx"),
        ("seconds", "1700000000"),
        ("imf-fixdate-compact", "Tue,14Nov2023"),
    ]:
        book.add(f"timestamp-rfc3339-{name}", deliver(scheme, stamp=text), "TIMESTAMP_MALFORMED")
    spaced = set_header(deliver(scheme), "X-Acme-Timestamp", f"{day} {time}Z")
    book.add("timestamp-rfc3339-space-for-t", spaced, "HEADER_MALFORMED", note="not visible ASCII")
    same = set_header(deliver(scheme, stamp=f"{day}T{time}Z"), "X-Acme-Timestamp", f"{day}T{time}+00:00")
    book.add(
        "timestamp-rfc3339-respelled", same, "SIGNATURE_MISMATCH", note="the same instant in other bytes"
    )


def where(book):
    """Entries of the signature header, and headers of their own."""
    stripe = deliver("stripe")
    value = stripe["headers"][0][1]
    for name, text, error in [
        ("absent", value.replace("t=1700000000,", ""), "TIMESTAMP_MISSING"),
        ("empty", value.replace("t=1700000000", "t="), "TIMESTAMP_MALFORMED"),
        ("trailing-space", value.replace("t=1700000000", "t=1700000000 "), "TIMESTAMP_MALFORMED"),
        ("space-after-equals", value.replace("t=", "t= "), "TIMESTAMP_MALFORMED"),
        ("upper-case", value.replace("t=", "T="), "TIMESTAMP_MISSING"),
        ("not-ascii", value.replace("t=1700000000", "t=\u00b9"), "TIMESTAMP_MALFORMED"),
        ("text", value.replace("t=1700000000", "t=Infinity"), "TIMESTAMP_MALFORMED"),
    ]:
        book.add(f"timestamp-entry-{name}", set_header(stripe, "Stripe-Signature", text), error)
    unsigned = custom(timestamp={"header": "X-Acme-Timestamp", "unit": "seconds"})
    vector = deliver(unsigned, stamp="12345")
    book.add("timestamp-unsigned", vector, note="reported, though nothing may hang on it")
    book.add("timestamp-unsigned-absent", set_header(vector, "X-Acme-Timestamp", None))
    book.add(
        "timestamp-unsigned-malformed", set_header(vector, "X-Acme-Timestamp", "x"), "TIMESTAMP_MALFORMED"
    )


def freshness(book):
    scheme = acme("seconds", past=300, future=60)
    vector = deliver(scheme, stamp=str(NOW))
    for name, now, error in [
        ("past-edge", NOW + 300, None),
        ("past-over", NOW + 301, "TIMESTAMP_TOO_OLD"),
        ("future-edge", NOW - 60, None),
        ("future-over", NOW - 61, "TIMESTAMP_TOO_NEW"),
        ("now-zero", 0, "TIMESTAMP_TOO_NEW"),
        ("now-max", LARGEST, "TIMESTAMP_TOO_OLD"),
    ]:
        book.add(f"freshness-{name}", change(vector, now=now), error)
    for name, tolerance, now, error in [
        ("zero-exact", 0, NOW, None),
        ("zero-old", 0, NOW + 1, "TIMESTAMP_TOO_OLD"),
        ("zero-new", 0, NOW - 1, "TIMESTAMP_TOO_NEW"),
        ("number-is-both-ways-old", 10, NOW + 11, "TIMESTAMP_TOO_OLD"),
        ("number-is-both-ways-new", 10, NOW - 11, "TIMESTAMP_TOO_NEW"),
        ("none-old", "none", LARGEST, None),
        ("none-new", "none", 0, None),
        ("past-only-old", {"past": 5}, NOW + 6, "TIMESTAMP_TOO_OLD"),
        ("past-only-new", {"past": 5}, 0, None),
        ("future-only-new", {"future": 5}, NOW - 6, "TIMESTAMP_TOO_NEW"),
        ("future-only-old", {"future": 5}, LARGEST, None),
        ("widest", (1 << 32) - 1, NOW + (1 << 32) - 1, None),
        ("widest-over", (1 << 32) - 1, NOW + (1 << 32), "TIMESTAMP_TOO_OLD"),
    ]:
        book.add(f"freshness-tolerance-{name}", change(vector, now=now, tolerance=tolerance), error)
    zero = deliver(scheme, stamp="0")
    book.add("freshness-epoch", change(zero, now=300), note="now - past does not go below zero")
    book.add("freshness-epoch-now-small", change(zero, now=1))
    book.add("freshness-epoch-old", change(zero, now=301), "TIMESTAMP_TOO_OLD")
    far = deliver(scheme, stamp="9" * 15)
    book.add("freshness-far-future", far, "TIMESTAMP_TOO_NEW")
    book.add("freshness-now-max-future", change(far, now=LARGEST, tolerance={"future": 300}))


def fractions(book):
    """Compared at full precision: a nanosecond over the edge is over."""
    millis = acme("milliseconds", past=300, future=300)
    nanos = acme("rfc3339", past=300, future=300)
    date = "2023-11-14T22:13:20"
    for name, scheme, exact, after, before in [
        ("ms", millis, f"{NOW}000", f"{NOW}001", f"{NOW - 1}999"),
        ("ns", nanos, f"{date}.000000000Z", f"{date}.000000001Z", "2023-11-14T22:13:19.999999999Z"),
    ]:
        for edge, now, stamp, error in [
            ("past-exact", NOW + 300, exact, None),
            ("past-inside", NOW + 300, after, None),
            ("past-over", NOW + 300, before, "TIMESTAMP_TOO_OLD"),
            ("future-exact", NOW - 300, exact, None),
            ("future-inside", NOW - 300, before, None),
            ("future-over", NOW - 300, after, "TIMESTAMP_TOO_NEW"),
        ]:
            book.add(f"freshness-{name}-{edge}", change(deliver(scheme, stamp=stamp), now=now), error)
    floored = deliver(millis, stamp=f"{NOW}999")
    book.add("freshness-ms-floored", floored, note="reported as whole seconds, floored")


def in_body(book):
    """A timestamp inside the body is checked at finish, once the body is known to be authentic."""
    linear = deliver("linear")
    fresh = f'{{"type":"Issue","webhookTimestamp":{NOW}123}}'
    for name, body, error in [
        ("fresh", fresh, None),
        ("string", f'{{"type":"Issue","webhookTimestamp":"{NOW}123"}}', None),
        ("too-old", f'{{"type":"Issue","webhookTimestamp":{NOW - 61}999}}', "TIMESTAMP_TOO_OLD"),
        ("too-new", f'{{"type":"Issue","webhookTimestamp":{NOW + 60}001}}', "TIMESTAMP_TOO_NEW"),
        ("edge-old", f'{{"type":"Issue","webhookTimestamp":{NOW - 60}000}}', None),
        ("edge-new", f'{{"type":"Issue","webhookTimestamp":{NOW + 60}000}}', None),
        ("missing", '{"type":"Issue"}', "TIMESTAMP_MISSING"),
        ("null", '{"type":"Issue","webhookTimestamp":null}', "TIMESTAMP_MISSING"),
        ("empty", '{"type":"Issue","webhookTimestamp":""}', "TIMESTAMP_MALFORMED"),
        ("text", '{"type":"Issue","webhookTimestamp":"soon"}', "TIMESTAMP_MALFORMED"),
        ("float", f'{{"type":"Issue","webhookTimestamp":{NOW}123.0}}', "TIMESTAMP_MALFORMED"),
        ("negative", f'{{"type":"Issue","webhookTimestamp":-{NOW}123}}', "TIMESTAMP_MALFORMED"),
        ("bool", '{"type":"Issue","webhookTimestamp":true}', "TIMESTAMP_MALFORMED"),
        ("array", f'{{"type":"Issue","webhookTimestamp":[{NOW}123]}}', "TIMESTAMP_MALFORMED"),
        ("object", '{"type":"Issue","webhookTimestamp":{}}', "TIMESTAMP_MALFORMED"),
        ("16-digits", '{"type":"Issue","webhookTimestamp":1700000000123000}', "TIMESTAMP_MALFORMED"),
        ("nested", f'{{"type":"Issue","data":{{"webhookTimestamp":{NOW}123}}}}', "TIMESTAMP_MISSING"),
        ("first-wins", f'{{"type":"Issue","webhookTimestamp":{NOW}123,"webhookTimestamp":1}}', None),
        ("array-body", f'[{{"webhookTimestamp":{NOW}123}}]', "TIMESTAMP_MISSING"),
        ("not-json", "webhookTimestamp=1", "TIMESTAMP_MISSING"),
    ]:
        vector = change(deliver("linear", body), tolerance=60)
        book.add(f"timestamp-body-{name}", vector, error, "finish" if error else None)
    forged = change(deliver("linear", compact({"webhookTimestamp": 1})), tolerance=60)
    forged = change(forged, body='{"webhookTimestamp":2}')
    book.add("timestamp-body-forged", forged, "SIGNATURE_MISMATCH", note="the tag is compared first")
    retried = change(linear, now=NOW + 6 * 3600)
    book.add("timestamp-body-no-tolerance", retried, note="Linear's retries are byte for byte the same")
    for name, body in [
        ("missing", '{"type":"Issue"}'),
        ("malformed", '{"type":"Issue","webhookTimestamp":"x"}'),
    ]:
        vector = deliver("linear", body)
        stated = {"timestamp": None} if name == "malformed" else {}
        book.add(f"timestamp-body-no-tolerance-{name}", vector, **stated)
