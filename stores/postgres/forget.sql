-- Forgets an event unless its lease runs.
--
-- $1 bytea  the dedup key   $2 int4  lease, seconds
-- Row: whether it was live. No row: there is none, or its lease runs; ask look.sql.
DELETE FROM hookseal_dedup
WHERE name = $1::bytea
    AND NOT (state IN (1, 4) AND claimed_at + $2::int4 * interval '1 second' > clock_timestamp()
        AND expires_at > clock_timestamp())
RETURNING expires_at > clock_timestamp() AS was_live
