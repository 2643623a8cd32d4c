import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PANEL_HELP } from '../../../src-renderer/help/help-of-panels.ts';
import { isPanelName, PANELS } from '../../../src-renderer/workspace/workspace-layout.ts';

const root = join(import.meta.dirname, '../../..');
const renderer = join(root, 'src-renderer');

function sourcesOf(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('\n');
}

const everything = sourcesOf(join(renderer, 'panels')) + sourcesOf(join(renderer, 'workspace'));

/** Panels whose keys are read by another's code too. */
const SHARED: Readonly<Record<string, readonly string[]>> = { volatility: ['smile'], gamma: ['smile'] };
const HELD_IN_COMMON = ['design/row-selection.ts', 'design/virtual-rows.ts'];

/** How an event names a key of a chord. */
const EVENT_NAMES: Readonly<Record<string, string>> = {
  arrowup: 'ArrowUp',
  arrowdown: 'ArrowDown',
  arrowleft: 'ArrowLeft',
  arrowright: 'ArrowRight',
  pageup: 'PageUp',
  pagedown: 'PageDown',
  home: 'Home',
  end: 'End',
  enter: 'Enter',
  escape: 'Escape',
  delete: 'Delete',
  space: ' ',
};

/** Whether code compares with the key, or has it as an object's. */
function reads(code: string, key: string): boolean {
  return code.includes(`'${key}'`) || new RegExp(`[{,] ${key.replace(/\W/g, '\\$&')}: `).test(code);
}

const panels = Object.keys(PANELS).filter(isPanelName);

describe('the help of the panels', () => {
  it.each(panels)('tells of %s what it shows, defines its figures once each, and names pages that exist', (name) => {
    const { shows, figures, states, docs } = PANEL_HELP[name];
    expect(shows).toMatch(/^[A-Z].{30,}\.$/);
    const names = [...figures, ...states].map(([figure]) => figure);
    expect(names.length).toBeGreaterThan(3);
    expect(new Set(figures.map(([figure]) => figure)).size).toBe(figures.length);
    for (const [figure, means] of [...figures, ...states]) expect(means, figure).toMatch(/^.{5,}[^.]$/s);
    for (const page of docs) expect(existsSync(join(root, 'docs', page)), page).toBe(true);
  });

  it.each(panels)('names for %s only commands that are registered and keys that its code reads', (name) => {
    const folders = [name, ...(SHARED[name] ?? [])];
    const own = folders.map((folder) => sourcesOf(join(renderer, 'panels', folder))).join('\n') + HELD_IN_COMMON.map((file) => readFileSync(join(renderer, file), 'utf8')).join('\n');
    for (const key of PANEL_HELP[name].keys) {
      if ('command' in key) {
        // Some ids are made of a part that is fixed and one that is not.
        const isKnown = everything.includes(`'${key.command}'`) || everything.includes(`\`${key.command.replace(/[A-Z]+$|\d+$/, '')}\${`);
        expect(isKnown, key.command).toBe(true);
      } else {
        for (const chord of key.keys) expect(reads(own, EVENT_NAMES[chord] ?? chord), `${name}: ${chord}`).toBe(true);
      }
    }
  });
});
