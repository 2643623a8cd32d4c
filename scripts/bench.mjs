/** `npm run bench -- NAME [--json] [the bench's own flags]`: runs test/bench/NAME.bench.ts under the pinned Node and prints its figures, with the bench's own `print` where it has one. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from './build.mjs';
import { fail, install, root, runNode } from './toolchain.mjs';

const asJson = process.argv.includes('--json');
const [name, ...flags] = process.argv.slice(2).filter((argument) => argument !== '--json');
const directory = join(root, 'test', 'bench');

if (process.env.SMART_0DTE_BENCH === name && name !== undefined) {
  const { run, print = aligned } = await import(pathToFileURL(join(directory, `${name}.bench.ts`)).href);
  const figures = await run(flags);
  console.log(asJson ? JSON.stringify(figures) : print(figures));
} else {
  const names = readdirSync(directory)
    .filter((file) => file.endsWith('.bench.ts'))
    .map((file) => file.slice(0, -'.bench.ts'.length));
  if (name === undefined || !existsSync(join(directory, `${name}.bench.ts`))) {
    fail(`bench "${name ?? ''}": expected one of ${names.join(', ')}`, 2);
  }
  install();
  if (!build()) process.exit(1);
  process.exitCode = await runNode([import.meta.filename ?? process.argv[1], name, ...flags, ...(asJson ? ['--json'] : [])], { env: { SMART_0DTE_BENCH: name } });
}

function aligned(figures) {
  const rows = Object.entries(figures).map(([label, value]) => [label, value.toLocaleString('en-US')]);
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map(([label, value]) => `${label.padEnd(widths[0])}  ${value.padStart(widths[1])}`).join('\n');
}
