-- As closure.go.
local reps <const>, ops <const>, want <const> = 4, 2000000, 6000003000000

local function counter(step)
    local n = 0
    return function()
        n = n + step
        return n
    end
end

local function run()
    local next, s = counter(3), 0
    for _ = 1, ops do
        s = s + next()
    end
    return s
end

for rep = 1, reps do
    local start = os.clock()
    local v = run()
    local ns = (os.clock() - start) * 1e9
    assert(v == want, v)
    if rep > 1 then
        print(string.format("ns_per_op %.3f", ns / ops))
    end
end
