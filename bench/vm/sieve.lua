-- As sieve.go.
local reps <const>, ops <const>, want <const> = 4, 1000000, 78498

local n <const> = ops

local function run()
    local composite = {}
    for i = 0, n - 1 do
        composite[i] = false
    end
    local count = 0
    for i = 2, n - 1 do
        if not composite[i] then
            count = count + 1
            for j = 2 * i, n - 1, i do
                composite[j] = true
            end
        end
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
