// path: where the model files lie. model_path itself is in model.h.
#ifndef MODEL_PATH_H
#define MODEL_PATH_H

#include <stddef.h>

// The models directory, xmalloc'd: GMPSIM_MODELS, else the one installed beside
// the program (../share/gmpsim/models), else that of the source tree.
char *model_dir(void);

// The names of all models of a kind ("schedulers", …), sorted, numbers by
// value, without endings; *n of them. xmalloc'd, freed by model_names_free.
char **model_names(const char *kind, size_t *n);

void model_names_free(char **names, size_t n);

// "no scheduler model named '1.21' (there are: go1.19, go1.22, …; nearest:
// go1.19 and go1.22)", xmalloc'd. what is the kind in words.
char *model_unknown(const char *kind, const char *what, const char *name);

#endif
