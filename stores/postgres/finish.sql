-- Commits or buries an event.
--
-- $1 bytea  the dedup key         $4 int4  lifetime, seconds
-- $2 bytea  token                 $5 int4  lease, seconds
-- $3 int2   state: 3 done, 5 dead
-- Row: whether it was late. No row: it is finished or somebody else's; ask standing.sql.
--
-- A record that is gone is written anew, for a lifetime from now, as of the first attempt: how many there were is not
-- known any more.
INSERT INTO hookseal_dedup AS record (name, state, attempt, token, claimed_at, not_before, expires_at)
VALUES (
    $1::bytea, $3::int2, 1, $2::bytea, clock_timestamp(), clock_timestamp(),
    clock_timestamp() + $4::int4 * interval '1 second'
)
ON CONFLICT (name) DO UPDATE SET
    state = excluded.state,
    attempt = CASE WHEN record.token = $2::bytea THEN record.attempt ELSE 1 END,
    token = excluded.token,
    claimed_at = CASE WHEN record.expires_at <= clock_timestamp() THEN clock_timestamp() ELSE record.claimed_at END,
    not_before = CASE WHEN record.expires_at <= clock_timestamp() THEN clock_timestamp() ELSE record.not_before END,
    expires_at = CASE
        WHEN record.expires_at <= clock_timestamp() THEN clock_timestamp() + $4::int4 * interval '1 second'
        ELSE record.expires_at
    END
WHERE record.expires_at <= clock_timestamp() OR (record.token = $2::bytea AND record.state IN (1, 2, 4))
RETURNING not_before IS NOT NULL OR claimed_at + $5::int4 * interval '1 second' <= clock_timestamp() AS late
