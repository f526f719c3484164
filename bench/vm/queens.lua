-- As queens.go.
local reps <const>, ops <const>, want <const> = 4, 314400, 1840

local n <const> = 8
local solutions = 0
local col, up, down = {}, {}, {}

local function place(r)
    if r == n then
        solutions = solutions + 1
        return
    end
    for c = 0, n - 1 do
        if not col[c] and not up[r + c] and not down[r - c + n] then
            col[c], up[r + c], down[r - c + n] = true, true, true
            place(r + 1)
            col[c], up[r + c], down[r - c + n] = false, false, false
        end
    end
end

local function run()
    solutions = 0
    for i = 0, 2 * n - 1 do
        col[i], up[i], down[i] = false, false, false
    end
    for _ = 1, 20 do
        place(0)
    end
    return solutions
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
