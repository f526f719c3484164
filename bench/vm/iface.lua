-- As iface.go.
local reps <const>, ops <const>, want <const> = 4, 2000000, 39000000

local square, rectangle = {}, {}
square.__index, rectangle.__index = square, rectangle

function square:area()
    return self.side * self.side
end

function rectangle:area()
    return self.w * self.h
end

local function run()
    local shapes = {}
    for i = 0, 7 do
        if i % 2 == 0 then
            shapes[i] = setmetatable({ side = i }, square)
        else
            shapes[i] = setmetatable({ w = i, h = i + 1 }, rectangle)
        end
    end
    local s = 0
    for i = 0, ops - 1 do
        s = s + shapes[i & 7]:area()
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
