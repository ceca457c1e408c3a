#!/usr/bin/env node
// Plain enough for any Node: the first thing to say is which one is needed.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major > 22 || (major === 22 && minor >= 12)) {
  const { enableCompileCache } = await import('node:module');
  enableCompileCache?.();
  await import('../dist/main.js');
} else {
  process.stderr.write(`acrctl needs Node 22.12 or newer; this is ${process.versions.node}.\n`);
  process.exitCode = 1;
}
