-- Tells how a record stands to a token that could not settle it.
--
-- $1 bytea  the dedup key   $2 bytea  token
-- Row: whether it is the token's, state. No row: there is no record.
SELECT token = $2::bytea AS is_mine, state FROM hookseal_dedup
WHERE name = $1::bytea AND expires_at > clock_timestamp()
