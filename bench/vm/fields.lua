-- As fields.go.
local reps <const>, ops <const>, want <const> = 4, 2000000, 20100000000

local function run()
    local first = { id = 0, visits = 0 }
    local last = first
    for i = 1, 99 do
        last.next = { id = i, visits = 0 }
        last = last.next
    end
    last.next = first
    local s, at = 0, first
    for _ = 1, ops do
        at.visits = at.visits + 1
        s = s + at.id + at.visits
        at = at.next
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
