-- As nested.go.
local reps <const>, ops <const>, want <const> = 4, 3375000, 353567484

local n <const> = 150

local function run()
    local s = 0
    for i = 0, n - 1 do
        for j = 0, n - 1 do
            for k = 0, n - 1 do
                s = s + (i ~ j ~ k)
            end
        end
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
