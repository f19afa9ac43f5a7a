"""What Redis runs in one step."""

from typing import Final

__all__ = ["PUBLISH"]

PUBLISH: Final = """
-- KEYS: meta, values, news. ARGV: kind, epoch, floor, expiry_s, time, body, then key, JSON ...
local meta, values, news = KEYS[1], KEYS[2], KEYS[3]
local kind, epoch, time, body = ARGV[1], ARGV[2], ARGV[5], ARGV[6]
local held = redis.call('HMGET', meta, 'epoch', 'sequence', 'floor')
if held[1] then epoch = held[1] else redis.call('DEL', values) end
local last, floor = tonumber(held[2] or '0'), tonumber(held[3] or '0')
local sequence = math.max(last, tonumber(ARGV[3])) + 1
if sequence ~= last + 1 then floor = sequence - 1 end
local number = string.format('%d', sequence)
if kind == 'state' then
    local fresh = {}
    for i = 7, #ARGV, 2 do fresh[ARGV[i]] = true end
    for _, key in ipairs(redis.call('HKEYS', values)) do
        if not fresh[key] then redis.call('HDEL', values, key); floor = sequence end
    end
elseif kind == 'events' and redis.call('HLEN', values) >= 2000 then
    for _, key in ipairs(redis.call('HKEYS', values)) do
        if tonumber(key) <= sequence - 1000 then redis.call('HDEL', values, key) end
    end
    floor = math.max(floor, sequence - 1000)
elseif redis.call('HLEN', values) >= 20000 then
    redis.call('DEL', values)
    floor = sequence
end
for i = 7, #ARGV, 2 do
    local key = ARGV[i]
    if kind == 'events' then key = number end
    if ARGV[i + 1] == '' then
        if redis.call('HDEL', values, key) == 1 then floor = sequence end
    else
        redis.call('HSET', values, key, number .. ' ' .. ARGV[i + 1])
    end
end
redis.call('HSET', meta, 'epoch', epoch, 'sequence', number, 'time', time,
           'floor', string.format('%d', floor))
redis.call('EXPIRE', meta, ARGV[4])
redis.call('EXPIRE', values, ARGV[4])
redis.call('PUBLISH', news, epoch .. ' ' .. number .. ' ' .. body)
return {epoch, number}
"""
"""Number news, take it into the state of its channel, tell all processes."""
