#!/usr/bin/env node
import * as module from 'node:module';

const major = Number(process.versions.node.split('.')[0]);
if (major < 20) {
  process.stderr.write(`dockernet-course needs Node 20 or later; this is ${process.version}.\n`);
  process.exit(1);
}
module.enableCompileCache?.();
await import('../dist/main.js');
