import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A module that another one names by a relative path: imported, exported from, or imported when it is needed. */
const NAMED = /\b(?:from|import)\s*\(?\s*["'](\.{1,2}\/[^"']+)["']/g;

/** Every file that these modules reach, themselves included. A text that reads like an import counts where there is such a file: too much is brought, never too little. */
export function reachableModules(entries) {
  const reached = new Set();
  const ahead = [...entries];
  for (let file = ahead.pop(); file !== undefined; file = ahead.pop()) {
    if (reached.has(file) || !existsSync(file)) continue;
    reached.add(file);
    for (const [, name] of readFileSync(file, 'utf8').matchAll(NAMED)) ahead.push(join(dirname(file), name));
  }
  return reached;
}
