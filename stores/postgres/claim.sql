-- Claims an event.
--
-- $1 bytea  the dedup key            $4 int4  lease, seconds
-- $2 bytea  token, 12 random bytes   $5 int4  most attempts (0: no limit)
-- $3 int4   lifetime, seconds
-- Row: state (1 claimed, 4 exhausted), attempt. No row: it is somebody else's or finished; ask look.sql.
--
-- Asked again with the same token it gives the same claim, so that a call whose answer was lost can be repeated.
-- The clock is read after a wait for the row's lock, hence in each place and not as now().
INSERT INTO hookseal_dedup AS record (name, state, attempt, token, claimed_at, expires_at)
VALUES ($1::bytea, 1, 1, $2::bytea, clock_timestamp(), clock_timestamp() + $3::int4 * interval '1 second')
ON CONFLICT (name) DO UPDATE SET
    state = CASE
        WHEN record.expires_at <= clock_timestamp() THEN 1
        WHEN record.token = $2::bytea THEN record.state
        WHEN $5::int4 > 0 AND record.attempt >= $5::int4 THEN 4
        ELSE 1
    END,
    attempt = CASE
        WHEN record.expires_at <= clock_timestamp() THEN 1
        WHEN record.token = $2::bytea OR ($5::int4 > 0 AND record.attempt >= $5::int4) THEN record.attempt
        ELSE least(record.attempt + 1, 15)
    END,
    token = excluded.token,
    claimed_at = clock_timestamp(),
    not_before = NULL,
    expires_at = clock_timestamp() + $3::int4 * interval '1 second'
WHERE record.expires_at <= clock_timestamp()
    OR (record.state = 2 AND record.not_before <= clock_timestamp())
    OR (record.state IN (1, 4)
        AND (record.token = $2::bytea OR record.claimed_at + $4::int4 * interval '1 second' <= clock_timestamp()))
RETURNING state, attempt
