module gmpsim

go 1.19
