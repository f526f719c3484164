-- As life.go.
local reps <const>, ops <const>, want <const> = 4, 960400, 100

local n <const> = 100

local function grid()
    local g = {}
    for i = 0, n - 1 do
        g[i] = {}
        for j = 0, n - 1 do
            g[i][j] = (i * j) & 1
        end
    end
    return g
end

local function run()
    local g, h = grid(), grid()
    for _ = 1, 100 do
        for i = 1, n - 2 do
            for j = 1, n - 2 do
                local s = g[i - 1][j - 1] + g[i - 1][j] + g[i - 1][j + 1] +
                    g[i][j - 1] + g[i][j + 1] +
                    g[i + 1][j - 1] + g[i + 1][j] + g[i + 1][j + 1]
                if s == 3 or (s == 2 and g[i][j] == 1) then
                    h[i][j] = 1
                else
                    h[i][j] = 0
                end
            end
        end
        g, h = h, g
    end
    local s = 0
    for i = 0, n - 1 do
        for j = 0, n - 1 do
            s = s + g[i][j]
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
