-- As matmul.go.
local reps <const>, ops <const>, want <const> = 4, 1728000, 143990

local n <const> = 120

local function matrix(f)
    local m = {}
    for i = 0, n - 1 do
        local row = {}
        for j = 0, n - 1 do
            row[j] = (i * f + j) % 7 + 0.0
        end
        m[i] = row
    end
    return m
end

local function run()
    local a, b, c = matrix(3), matrix(5), matrix(0)
    for i = 0, n - 1 do
        for j = 0, n - 1 do
            local s = 0.0
            for k = 0, n - 1 do
                s = s + a[i][k] * b[k][j]
            end
            c[i][j] = s
        end
    end
    local trace = 0.0
    for i = 0, n - 1 do
        trace = trace + c[i][i]
    end
    return trace // 1
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
