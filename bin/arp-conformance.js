#!/usr/bin/env node
require('../dist/core.cjs').start();
