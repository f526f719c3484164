-- As nbody.go.
local reps <const>, ops <const>, want <const> = 4, 500000, 51310944

local function sqrt(x)
    local r = x
    for _ = 1, 4 do
        r = (r + x / r) * 0.5
    end
    return r
end

local function advance(bodies, dt)
    local n = #bodies
    for i = 1, n do
        local a = bodies[i]
        for j = i + 1, n do
            local b = bodies[j]
            local dx, dy, dz = a.x - b.x, a.y - b.y, a.z - b.z
            local d2 = dx * dx + dy * dy + dz * dz + 0.01
            local mag = dt / (d2 * sqrt(d2))
            a.vx = a.vx - dx * b.mass * mag
            a.vy = a.vy - dy * b.mass * mag
            a.vz = a.vz - dz * b.mass * mag
            b.vx = b.vx + dx * a.mass * mag
            b.vy = b.vy + dy * a.mass * mag
            b.vz = b.vz + dz * a.mass * mag
        end
    end
    for i = 1, n do
        local b = bodies[i]
        b.x = b.x + dt * b.vx
        b.y = b.y + dt * b.vy
        b.z = b.z + dt * b.vz
    end
end

local function run()
    local bodies = {}
    for i = 1, 5 do
        local f = i - 1.0
        bodies[i] = { x = f, y = 2 * f, z = 0.5 * f * f, vx = 0.0,
            vy = 0.1 * f, vz = 0.0, mass = 1 + f }
    end
    for _ = 1, ops // 10 do
        advance(bodies, 0.001)
    end
    local x = bodies[1].x * 1e6
    return x >= 0 and math.floor(x) or math.ceil(x)
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
