-- Starts a lease, and its record's lifetime, again.
--
-- $1 bytea  the dedup key   $3 int4  lifetime, seconds
-- $2 bytea  token           $4 int4  lease, seconds
-- Row: whether it was late. No row: ask standing.sql.
UPDATE hookseal_dedup AS record SET
    claimed_at = clock_timestamp(),
    expires_at = clock_timestamp() + $3::int4 * interval '1 second'
FROM (SELECT claimed_at FROM hookseal_dedup WHERE name = $1::bytea FOR UPDATE) AS before
WHERE record.name = $1::bytea AND record.token = $2::bytea AND record.state IN (1, 4)
    AND record.expires_at > clock_timestamp()
RETURNING before.claimed_at + $4::int4 * interval '1 second' <= clock_timestamp() AS late
