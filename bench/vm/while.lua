-- As while.go.
local reps <const>, ops <const>, want <const> = 4, 5000000, 12499997500000

local function run()
    local s, i = 0, 0
    while i < ops do
        s = s + i
        i = i + 1
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
