-- Tells why an event could not be claimed. A statement of its own: claim.sql does not see rows that it did not write.
--
-- $1 bytea  the dedup key   $2 int4  lease, seconds
-- Row: state, attempt, seconds until it can be claimed (of states 1, 2 and 4; up to 0: now). No row: there is none.
SELECT
    state,
    attempt,
    ceil(extract(epoch FROM
        CASE WHEN state = 2 THEN not_before ELSE claimed_at + $2::int4 * interval '1 second' END - clock_timestamp()
    ))::int4 AS wait
FROM hookseal_dedup
WHERE name = $1::bytea AND expires_at > clock_timestamp()
