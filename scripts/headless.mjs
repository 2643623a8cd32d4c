/** `npm run headless`: a session without a window. */
import { join } from 'node:path';
import { build } from './build.mjs';
import { install, root, runNode } from './toolchain.mjs';

install();
if (!build()) process.exit(1);
process.exitCode = await runNode([join(root, 'out', 'main', 'headless.js'), ...process.argv.slice(2)]);
