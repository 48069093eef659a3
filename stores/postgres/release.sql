-- Gives a claim back.
--
-- $1 bytea  the dedup key   $3 int4  seconds until it can be claimed again
-- $2 bytea  token           $4 int4  lease, seconds
-- Row: whether it was late. No row: ask standing.sql.
UPDATE hookseal_dedup SET state = 2, not_before = clock_timestamp() + $3::int4 * interval '1 second'
WHERE name = $1::bytea AND token = $2::bytea AND state IN (1, 4) AND expires_at > clock_timestamp()
RETURNING claimed_at + $4::int4 * interval '1 second' <= clock_timestamp() AS late
