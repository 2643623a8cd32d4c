import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { afterEvent, type Kept, type Staged, startEvent, UPDATE_TABLE, type UpdateEvent, type UpdateRecord, UpdateTrial } from '../../../../src-main/app/updates/update-trial.ts';

const update: Staged = { version: '0.2.0', file: '/u/staged/new', sha512: 'x', needsAdmin: false, notes: '', size: 3 };
const kept: Kept = { program: { version: '0.1.0', file: '/u/previous/old', sha512: 'y', needsAdmin: false }, databases: [] };
const EVENTS: readonly UpdateEvent[] = [
  { kind: 'fetched', update },
  { kind: 'chosen' },
  { kind: 'discarded' },
  { kind: 'begun', from: '0.1.0', kept },
  { kind: 'failed', problem: 'no room' },
  { kind: 'old_started' },
  { kind: 'new_started' },
  { kind: 'new_started_again', why: 'twice' },
  { kind: 'other_started' },
  { kind: 'window_reached' },
  { kind: 'given_up' },
];
const RECORDS: readonly (UpdateRecord | null)[] = [
  null,
  { state: 'staged', update, atNextStart: true, problem: null },
  { state: 'installing', update, from: '0.1.0', kept },
  { state: 'trying', update, from: '0.1.0', kept, starts: 1 },
  { state: 'rolling_back', update, from: '0.1.0', kept, why: 'twice', attempts: 1 },
];

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'update-trial-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

/** Starts of these versions, each of which ends without a window. */
function starts(record: UpdateRecord | null, ...versions: readonly string[]): UpdateRecord | null {
  return versions.reduce((now, version) => {
    const event = startEvent(now, version);
    return event === null ? now : afterEvent(now, event);
  }, record);
}

describe('the life of an update', () => {
  it('goes where the table says, from every state by every event, and nowhere else', () => {
    for (const record of RECORDS) {
      const state = record?.state ?? 'none';
      for (const event of EVENTS) {
        const next = UPDATE_TABLE[state][event.kind];
        if (next === undefined) expect(() => afterEvent(record, event), `${state} ${event.kind}`).toThrow('takes no');
        else expect(afterEvent(record, event)?.state ?? 'none', `${state} ${event.kind}`).toBe(next);
      }
    }
  });

  it('is told in docs/updates.md as the table has it', () => {
    const text = readFileSync(join(import.meta.dirname, '../../../../docs/updates.md'), 'utf8');
    for (const [state, row] of Object.entries(UPDATE_TABLE)) {
      for (const [event, next] of Object.entries(row)) expect(text).toContain(`| \`${state}\` | \`${event}\` | \`${next}\` |`);
    }
    expect(text.match(/^\| `\w+` \| `\w+` \| `\w+` \|/gm)).toHaveLength(Object.values(UPDATE_TABLE).flatMap((row) => Object.keys(row)).length);
  });

  it('takes a version back at the third start of which none reached its window', () => {
    const installing = RECORDS[2] ?? null;
    expect(starts(installing, '0.2.0')).toMatchObject({ state: 'trying', starts: 1 });
    expect(starts(installing, '0.2.0', '0.2.0')).toMatchObject({ state: 'trying', starts: 2 });
    expect(starts(installing, '0.2.0', '0.2.0', '0.2.0')).toMatchObject({ state: 'rolling_back', why: '0.2.0 was started 2 times and never reached its window' });
    expect(starts(installing, '0.2.0', '0.2.0', '0.2.0', '0.1.0')).toBeNull();
  });

  it('leaves a version that cannot be put back where it is, and says no more than twice that it tries', () => {
    expect(starts(RECORDS[2] ?? null, ...Array<string>(5).fill('0.2.0'))).toMatchObject({ state: 'trying', starts: 1, kept: { program: null } });
    const nothing: UpdateRecord = { state: 'trying', update, from: '0.1.0', kept: { program: null, databases: [] }, starts: 9 };
    expect(starts(nothing, '0.2.0')).toMatchObject({ state: 'trying', starts: 10 });
  });

  it('knows an installer that did nothing, a version put back by hand, and one that nobody expected', () => {
    expect(starts(RECORDS[2] ?? null, '0.1.0')).toMatchObject({ state: 'staged', atNextStart: false, problem: expect.stringContaining('0.2.0 was not installed') });
    expect(starts(RECORDS[3] ?? null, '0.1.0')).toMatchObject({ state: 'rolling_back', why: expect.stringContaining('0.1.0 was started in place of 0.2.0') });
    expect(starts(RECORDS[3] ?? null, '0.3.0')).toBeNull();
    expect(starts(RECORDS[1] ?? null, '0.1.0')).toBe(RECORDS[1]);
    expect(starts(RECORDS[1] ?? null, '0.2.0')).toBeNull();
  });
});

describe('on disk', () => {
  it('is there after the program ended, with what was taken back', () => {
    const trial = new UpdateTrial(dataDir);
    trial.step({ kind: 'fetched', update });
    trial.step({ kind: 'chosen' });
    trial.step({ kind: 'begun', from: '0.1.0', kept });
    trial.step({ kind: 'new_started' });
    trial.step({ kind: 'new_started_again', why: 'it crashed' });
    const later = new UpdateTrial(dataDir);
    expect(later.record).toEqual(trial.record);
    later.wentBack(5);
    expect(new UpdateTrial(dataDir)).toMatchObject({ record: null, rolledBack: { from: '0.2.0', to: '0.1.0', why: 'it crashed', time: 5 }, failedVersion: '0.2.0' });
    later.forgetRolledBack();
    expect(new UpdateTrial(dataDir)).toMatchObject({ rolledBack: null, failedVersion: '0.2.0' });
  });

  it.each(['', '{', '{"record":{"state":"flying"}}'])('counts a file that says %j as no update', (text) => {
    const { directory } = new UpdateTrial(dataDir);
    writeFileSync(join(directory, 'update.json'), text);
    expect(new UpdateTrial(dataDir).record).toBeNull();
  });
});
