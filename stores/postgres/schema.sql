-- The table of dedup records. Safe to run again, and while workers use it; run it as a migration, before them, in one
-- transaction.
--
-- state       1 in flight, 2 released, 3 done, 4 in flight for the dead-letter sink, 5 dead
-- token       12 random bytes: the last owner's
-- not_before  released: when it can be claimed again; finished: set where it was finished late
--
-- A commit changes no indexed column, so that with the spare room of its page it needs no new index entries.

-- One migration after the other: IF NOT EXISTS does not see what another is about to make.
SELECT pg_advisory_xact_lock(hashtext('hookseal/schema'));

CREATE TABLE IF NOT EXISTS hookseal_dedup (
    name bytea PRIMARY KEY,
    state smallint NOT NULL,
    attempt smallint NOT NULL,
    token bytea NOT NULL,
    claimed_at timestamptz NOT NULL,
    not_before timestamptz,
    expires_at timestamptz NOT NULL
) WITH (fillfactor = 80);

CREATE INDEX IF NOT EXISTS hookseal_dedup_expires_at ON hookseal_dedup (expires_at);
