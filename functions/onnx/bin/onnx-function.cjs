#!/usr/bin/env node
/** The function as a process; what it serves stands in the environment. */
require('../dist/main.js');
