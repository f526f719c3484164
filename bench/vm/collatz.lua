-- As collatz.go.
local reps <const>, ops <const>, want <const> = 4, 2864133, 2864440

local function run()
    local steps, longest = 0, 0
    for i = 1, 29999 do
        local n, k = i, 0
        while n ~= 1 do
            if n % 2 == 0 then
                n = n // 2
            else
                n = 3 * n + 1
            end
            k = k + 1
        end
        steps = steps + k
        if k > longest then
            longest = k
        end
    end
    return steps + longest
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
