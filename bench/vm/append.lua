-- As append.go.
local reps <const>, ops <const>, want <const> = 4, 1000000, 1000000

local function run()
    local n = 0
    for _ = 1, ops // 1000 do
        local v = {}
        for j = 1, 1000 do
            v[#v + 1] = j
        end
        n = n + #v
    end
    return n
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
