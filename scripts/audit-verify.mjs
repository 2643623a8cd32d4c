/** `npm run audit:verify`: whether the record of what was done is whole. */
import { join } from 'node:path';
import { build } from './build.mjs';
import { install, root, runNode } from './toolchain.mjs';

install();
if (!build()) process.exit(2);
process.exitCode = await runNode([join(root, 'out', 'main', 'audit-verify.js'), ...process.argv.slice(2)]);
