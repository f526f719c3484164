-- As concat.go.
local reps <const>, ops <const>, want <const> = 4, 400000, 3200000

local function run()
    local sum = 0
    for _ = 1, ops // 20 do
        local s = ""
        for _ = 1, 20 do
            s = s .. "abcdefgh"
        end
        sum = sum + #s
    end
    return sum
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
