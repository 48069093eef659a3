#!lua flags=allow-oom
-- Gives a claim back.
--
-- Allowed also when the memory is used up: an event whose handler failed must not wait for its lease.
--
-- KEYS[1]  the record
-- ARGV     token, not before (ms from now), lease ms
-- Reply    {'ok'} {'late'} {'already_done'} {'stolen'}
local token, wait, lease = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local value = redis.call('GET', KEYS[1])
if not value then
    return {'late'}
end
local state, attempt, owner, claimed = string.match(value, '^([IBRDX])|(%d+)|(%x+)|(%d+)|%d+$')
if owner ~= token then
    return {'stolen'}
end
if state == 'D' or state == 'X' then
    return {'already_done'}
end
if state == 'R' then
    return {'ok'}
end
redis.call('SET', KEYS[1], string.format('R|%s|%s|%s|%.0f', attempt, token, claimed, now + wait), 'KEEPTTL')
return {now < claimed + lease and 'ok' or 'late'}
