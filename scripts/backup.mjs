/** `npm run backup`: the backups of a data directory, and its encrypted export. */
import { join } from 'node:path';
import { build } from './build.mjs';
import { install, root, runNode } from './toolchain.mjs';

install();
if (!build()) process.exit(1);
process.exitCode = await runNode([join(root, 'out', 'main', 'backup.js'), ...process.argv.slice(2)]);
