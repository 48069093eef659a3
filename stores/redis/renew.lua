#!lua flags=allow-oom
-- Starts a lease, and its record's lifetime, again.
--
-- Allowed also when the memory is used up: a handler that goes on must not lose its lease.
--
-- KEYS[1]  the record
-- ARGV     token, lifetime ms, lease ms
-- Reply    {'ok'} {'late'} {'already_done'} {'stolen'}
local token, ttl, lease = ARGV[1], ARGV[2], tonumber(ARGV[3])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local value = redis.call('GET', KEYS[1])
if not value then
    return {'late'}
end
local state, attempt, owner, claimed = string.match(value, '^([IBRDX])|(%d+)|(%x+)|(%d+)|%d+$')
if owner ~= token or state == 'R' then
    return {'stolen'}
end
if state == 'D' or state == 'X' then
    return {'already_done'}
end
redis.call('SET', KEYS[1], string.format('%s|%s|%s|%.0f|0', state, attempt, token, now), 'PX', ttl)
return {now < claimed + lease and 'ok' or 'late'}
