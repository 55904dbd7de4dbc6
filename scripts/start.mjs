// npm start: the course from a clone.
import { join } from 'node:path';
import { build, install, root, run } from './setup.mjs';

install();
build();
run(process.execPath, [join(root, 'bin', 'dockernet-course.js'), ...process.argv.slice(2)]);
