-- Starts the lifetime of a finished event again.
--
-- $1 bytea  the dedup key   $2 int4  lifetime, seconds
UPDATE hookseal_dedup SET expires_at = clock_timestamp() + $2::int4 * interval '1 second'
WHERE name = $1::bytea AND state IN (3, 5) AND expires_at > clock_timestamp()
