/** `npm run bench -- NAME [--json]`: runs test/bench/NAME.bench.ts under the pinned Node. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from './build.mjs';
import { fail, install, root, runNode } from './toolchain.mjs';

const [name, ...args] = process.argv.slice(2);
const directory = join(root, 'test', 'bench');

if (process.env.SMART_0DTE_BENCH === name && name !== undefined) {
  const { run } = await import(pathToFileURL(join(directory, `${name}.bench.ts`)).href);
  await run(args);
} else {
  const names = readdirSync(directory)
    .filter((file) => file.endsWith('.bench.ts'))
    .map((file) => file.slice(0, -'.bench.ts'.length));
  if (name === undefined || !existsSync(join(directory, `${name}.bench.ts`))) {
    fail(`bench "${name ?? ''}": expected one of ${names.join(', ')}`, 2);
  }
  install();
  if (!build()) process.exit(1);
  process.exitCode = await runNode([import.meta.filename ?? process.argv[1], name, ...args], { env: { SMART_0DTE_BENCH: name } });
}
