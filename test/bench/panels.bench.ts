import { measureAnalysisDrag } from './panels/analysis-drag.ts';
import { measureSlices } from './panels/slices.ts';
import { measureWindowMemory } from './panels/window-memory.ts';

/** Real minutes of streaming; at this speed five are an hour of the session. */
const MINUTES = 5;
const SPEED = 12;

/**
 * What the panels of analysis and performance cost: opening any slice of a year's trading, a strike dragged over a 20-leg
 * book, and what an hour of streaming leaves in the window. `--minutes 60 --speed 1` streams a whole hour;
 * `--only slices|drag|memory` measures one part.
 */
export async function run(flags: readonly string[] = []): Promise<Record<string, number>> {
  const only = valueOf(flags, '--only');
  const minutes = Number(valueOf(flags, '--minutes') ?? MINUTES);
  const speed = Number(valueOf(flags, '--speed') ?? SPEED);
  return {
    ...(only === null || only === 'slices' ? await measureSlices() : {}),
    ...(only === null || only === 'drag' ? await measureAnalysisDrag() : {}),
    ...(only === null || only === 'memory' ? await measureWindowMemory({ minutes, speed }) : {}),
  };
}

function valueOf(flags: readonly string[], name: string): string | null {
  const at = flags.indexOf(name);
  return at < 0 ? null : (flags[at + 1] ?? null);
}
