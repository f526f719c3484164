-- As method.go.
local reps <const>, ops <const>, want <const> = 4, 2000000, 2000001000000

local account = {}
account.__index = account

function account:add(n)
    self.balance = self.balance + n
    return self.balance
end

local function run()
    local a, s = setmetatable({ balance = 0 }, account), 0
    for _ = 1, ops do
        s = s + a:add(1)
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
