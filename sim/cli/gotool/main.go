package main

import _ "gmpsim/tracer"
