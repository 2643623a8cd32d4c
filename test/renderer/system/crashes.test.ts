import { describe, expect, it } from 'vitest';
import type { CrashReport } from '../../../src-core/contract/app.ts';
import { removeWords, sumWords } from '../../../src-renderer/panels/system/crash-words.ts';
import { stillFresh } from '../../../src-renderer/panels/system/use-crashes.ts';

const report = (id: string, isFresh: boolean): CrashReport => ({ id, time: 1, source: 'core', version: '1', title: id, detail: '', bytes: 1, isFresh });

describe('crash reports in the window', () => {
  it('stay new for whoever is reading, though the core counts them as read', () => {
    const first = stillFresh([report('b', true), report('a', false)], []);
    const second = stillFresh([report('c', true), report('b', false), report('a', false)], first);
    expect(second.map(({ id, isFresh }) => [id, isFresh])).toEqual([['c', true], ['b', true], ['a', false]]);
  });

  it('are summed up in words', () => {
    expect(sumWords([report('a', false)])).toBe('1 report');
    expect(sumWords([report('a', true)])).toBe('1 report, new');
    expect(sumWords([report('a', true), report('b', false), report('c', true)])).toBe('3 reports, 2 of them new');
    expect(removeWords(1)).toContain('it cannot');
    expect(removeWords(3)).toContain('all 3');
  });
});
