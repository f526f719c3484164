-- As quicksort.go.
local reps <const>, ops <const>, want <const> = 4, 100000, 4489208

local function sort(v, lo, hi)
    while lo < hi do
        local p, i, j = v[(lo + hi) // 2], lo, hi
        while i <= j do
            while v[i] < p do
                i = i + 1
            end
            while p < v[j] do
                j = j - 1
            end
            if i <= j then
                v[i], v[j] = v[j], v[i]
                i = i + 1
                j = j - 1
            end
        end
        sort(v, lo, j)
        lo = i
    end
end

local function run()
    local v, x = {}, 42
    for i = 0, ops - 1 do
        x = (x * 1103515245 + 12345) & 0x7fffffff
        v[i] = x
    end
    sort(v, 0, ops - 1)
    local s = 0
    for i = 1, ops - 1 do
        if v[i - 1] > v[i] then
            return -1
        end
        s = (s * 31 + v[i]) & 0xffffff
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
