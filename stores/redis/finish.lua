#!lua flags=allow-oom
-- Commits or buries an event.
--
-- Allowed also when the memory is used up: who has processed an event must be able to say so.
--
-- KEYS[1]  the record
-- ARGV     token, state (D done, X dead), lifetime ms, lease ms
-- Reply    {'ok'} {'late'} {'already_done'} {'stolen'}
--
-- A record that is gone is written anew, for a lifetime from now, as of the first attempt: how many there were is
-- not known any more.
local token, final, ttl, lease = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local value = redis.call('GET', KEYS[1])
if not value then
    redis.call('SET', KEYS[1], string.format('%s|1|%s|%.0f|0', final, token, now), 'PX', ttl)
    return {'late'}
end
local state, attempt, owner, claimed = string.match(value, '^([IBRDX])|(%d+)|(%x+)|(%d+)|%d+$')
if owner ~= token then
    return {'stolen'}
end
if state == 'D' or state == 'X' then
    return {'already_done'}
end
redis.call('SET', KEYS[1], string.format('%s|%s|%s|%s|0', final, attempt, token, claimed), 'KEEPTTL')
return {state ~= 'R' and now < claimed + lease and 'ok' or 'late'}
