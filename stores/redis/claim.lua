-- Claims an event.
--
-- KEYS[1]  the record: prefix, then the dedup key in hex
-- ARGV     token (24 hex digits, random), lifetime ms, lease ms, sliding 0 or 1, most attempts (0: no limit)
-- Reply    {'claimed', attempt}    {'in_flight', ms left}  {'done', 0}
--          {'exhausted', attempts} {'dead', attempts}      {'foreign', 0}: the key holds something else
--
-- Asked again with the same token it gives the same claim, so that a call whose answer was lost can be repeated.
--
-- A record is 'state|attempt|token|claimed ms|not before ms', and ends with its key. The states: I in flight,
-- B in flight for the dead-letter sink, R released, D done, X dead.
local token, ttl, lease, sliding, most = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4], tonumber(ARGV[5])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function grant(answer, state, attempt)
    local record = string.format('%s|%d|%s|%.0f|0', state, attempt, token, now)
    redis.call('SET', KEYS[1], record, 'PX', ttl)
    return {answer, attempt}
end

local value = redis.call('GET', KEYS[1])
if not value then
    return grant('claimed', 'I', 1)
end
local state, attempt, owner, claimed, not_before = string.match(value, '^([IBRDX])|(%d+)|(%x+)|(%d+)|(%d+)$')
if not state then
    return {'foreign', 0}
end
attempt = tonumber(attempt)
if state == 'D' or state == 'X' then
    if sliding == '1' then
        redis.call('PEXPIRE', KEYS[1], ttl)
    end
    return state == 'D' and {'done', 0} or {'dead', attempt}
end
if owner == token and state ~= 'R' then
    return {state == 'B' and 'exhausted' or 'claimed', attempt}
end
local held_until = state == 'R' and tonumber(not_before) or claimed + lease
if now < held_until then
    return {'in_flight', held_until - now}
end
if most > 0 and attempt >= most then
    return grant('exhausted', 'B', attempt)
end
return grant('claimed', 'I', math.min(attempt + 1, 15))
