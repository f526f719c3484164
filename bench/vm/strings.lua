-- As strings.go.
local reps <const>, ops <const>, want <const> = 4, 327680, 14843904

local function run()
    local all = "abcdefghij"
    while #all < ops do
        all = all .. all
    end
    local sum = 0
    for i = 1, #all do
        sum = (sum * 31 + all:byte(i)) & 0xffffff
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
