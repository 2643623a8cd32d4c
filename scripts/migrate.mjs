/** `npm run migrate`: a local history into a desk. */
import { join } from 'node:path';
import { build } from './build.mjs';
import { install, root, runNode } from './toolchain.mjs';

install();
if (!build()) process.exit(1);
process.exitCode = await runNode([join(root, 'out', 'main', 'migrate.js'), ...process.argv.slice(2)]);
