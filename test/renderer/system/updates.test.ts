import { describe, expect, it } from 'vitest';
import type { UpdateView } from '../../../src-core/contract/app.ts';
import { markWords, offeredActs, shareWords } from '../../../src-renderer/workspace/updates/update-words.ts';

const staged: UpdateView = { phase: 'staged', version: '0.2.0', notes: '', atNextStart: false, obstacle: null, problem: null };

describe('updates in the window', () => {
  it.each<[UpdateView, string | null]>([
    [{ phase: 'off', why: 'a checkout' }, null],
    [{ phase: 'idle', checkedAt: 1, problem: 'offline' }, null],
    [{ phase: 'checking' }, null],
    [{ phase: 'available', version: '0.2.0', notes: '', size: null, problem: null }, '0.2.0 is out'],
    [{ phase: 'downloading', version: '0.2.0', share: 0.499 }, '0.2.0 49 %'],
    [staged, '0.2.0 ready'],
    [{ ...staged, atNextStart: true }, '0.2.0 at next start'],
    [{ ...staged, problem: 'no room' }, '0.2.0 not installed'],
    [{ phase: 'installing', version: '0.2.0' }, '0.2.0 installing'],
  ])('mark %j as %s', (update, expected) => {
    expect(markWords({ update, rolledBack: null })?.text ?? null).toBe(expected);
    // What was taken back is told before anything else.
    expect(markWords({ update, rolledBack: { from: '0.2.0', to: '0.1.0', why: '', time: 1 } })).toMatchObject({ tone: 'warning', text: '0.2.0 taken back' });
  });

  it('offer nothing while something happens, and never a hundred percent before it is there', () => {
    expect(offeredActs({ phase: 'downloading', version: '1', share: 0 })).toEqual([]);
    expect(offeredActs(staged)).toEqual(['install', 'next_start', 'discard']);
    expect([shareWords(0.9999), shareWords(1), shareWords(-1)]).toEqual(['99 %', '100 %', '0 %']);
  });
});
