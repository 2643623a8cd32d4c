import { newYorkClock } from '../../../src-core/calendar/clock-text.ts';
import type { CrashFile, Doing } from './crash-file.ts';
import type { MemoryDump } from './memory-dumps.ts';

/** "TypeError: x is not a function", and all that is known of where; whatever was thrown. */
export function wordsOf(error: unknown): { readonly title: string; readonly text: string } {
  const texts: string[] = [];
  let one: unknown = error;
  for (let depth = 0; depth < 5 && one !== undefined; depth += 1) {
    texts.push(`${depth === 0 ? '' : 'because of '}${one instanceof Error ? (one.stack ?? String(one)) : thrown(one)}`);
    one = one instanceof Error ? one.cause : undefined;
  }
  const text = texts.join('\n');
  const title = error instanceof Error ? `${error.name}: ${error.message}` : thrown(error);
  return { title: title.split('\n')[0] ?? '', text };
}

function thrown(value: unknown): string {
  if (typeof value === 'string') return value;
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
}

/** What a person reads of a report. `dumps` are those that belong to it. */
export function detailOf(file: CrashFile, dumps: readonly MemoryDump[]): string {
  const { doing, error, lastTime, log, panel, system, times, version } = file;
  return [
    error,
    '',
    ...(panel === null ? [] : [`Panel: ${panel}`]),
    ...(doing === null ? [] : [`Meanwhile: ${doingWords(doing)}`]),
    ...(times === 1 ? [] : [`Met ${times} times, last at ${new Date(lastTime).toISOString()}`]),
    `Version ${version} on ${system}`,
    ...dumps.map(({ path, bytes }) => `Memory of the process: ${path} (${bytes} bytes). It may hold passwords, and is never part of an export.`),
    ...(log.length === 0 ? [] : ['', `The last of the log (${log.length} records):`, ...log]),
  ].join('\n');
}

function doingWords({ profile, feed, sessionTime, uptime, memory }: Doing): string {
  const session = sessionTime === null ? null : `session time ${newYorkClock(sessionTime)} New York of ${new Date(sessionTime).toISOString().slice(0, 10)}`;
  return [profile === null ? null : `${profile} profile`, feed, session, `running for ${Math.round(uptime)} s`, `${Math.round(memory / 1e6)} MB of memory`].filter((part) => part !== null).join(', ');
}
