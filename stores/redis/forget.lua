-- Forgets an event unless its lease runs.
--
-- KEYS[1]  the record
-- ARGV     lease ms
-- Reply    {'forgotten'} {'absent'} {'in_flight'} {'foreign'}: the key holds something else
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local value = redis.call('GET', KEYS[1])
if not value then
    return {'absent'}
end
local state, claimed = string.match(value, '^([IBRDX])|%d+|%x+|(%d+)|%d+$')
if not state then
    return {'foreign'}
end
if (state == 'I' or state == 'B') and now < claimed + ARGV[1] then
    return {'in_flight'}
end
redis.call('DEL', KEYS[1])
return {'forgotten'}
