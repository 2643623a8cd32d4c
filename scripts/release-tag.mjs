/** `release-tag.mjs TAG`: refuses, with a line, a tag that is not the version that package.json names. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail, root } from './toolchain.mjs';

const [tag = ''] = process.argv.slice(2);
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
if (tag !== `v${version}`) fail(`the tag "${tag}" is not this program's version: expected "v${version}", from package.json`);
