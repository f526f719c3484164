// serve: sim/cli/main.c's main under another name.
#ifndef GEN_SERVE_H
#define GEN_SERVE_H

int gmpsim_main(int argc, char **argv);

#endif
