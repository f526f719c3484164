-- As mandelbrot.go.
local reps <const>, ops <const>, want <const> = 4, 988985, 988985

local n <const> = 150

local function run()
    local steps = 0
    for y = 0, n - 1 do
        local ci = 2.0 * y / n - 1.0
        for x = 0, n - 1 do
            local cr = 2.0 * x / n - 1.5
            local zr, zi = 0.0, 0.0
            for _ = 1, 100 do
                local r, m = zr * zr, zi * zi
                if r + m > 4.0 then
                    break
                end
                zi = 2.0 * zr * zi + ci
                zr = r - m + cr
                steps = steps + 1
            end
        end
    end
    return steps
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
