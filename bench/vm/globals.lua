-- As globals.go.
local reps <const>, ops <const>, want <const> = 4, 3000000, 98301315616

local function run()
    count, state = 0, 1
    for _ = 1, ops do
        state = (state * 5 + 1) & 0xffff
        count = count + state
    end
    return count
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
