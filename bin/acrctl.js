#!/usr/bin/env node
// Plain enough for any Node that knows modules: the first thing to say is which one is needed.
const version = process.versions.node.split('.').map(Number);
const major = version[0];
const minor = version[1];
if (major > 22 || (major === 22 && minor >= 12)) {
  import('node:module').then((module) => {
    module.enableCompileCache();
    return import('../dist/main.js');
  });
} else {
  process.stderr.write('acrctl needs Node 22.12 or newer; this is ' + process.versions.node + '.\n');
  process.exitCode = 1;
}
