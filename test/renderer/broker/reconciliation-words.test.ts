import { describe, expect, it } from 'vitest';
import { DIFFERENCE_KINDS } from '../../../src-core/contract/broker.ts';
import { choiceWords, differencesInOrder, reconciliationWords } from '../../../src-renderer/panels/broker/reconciliation-words.ts';
import { difference, NOW, reconciliation } from './broker-fixture.ts';

const words = (changes: Parameters<typeof reconciliation>[0]) => reconciliationWords(reconciliation(changes), '13:42:03', NOW);

describe('how books and broker compare', () => {
  it('says when, why and what was compared, and that nothing is sent while it runs', () => {
    expect(words({})).toEqual({ tone: 'good', sign: '✓', head: 'Books and broker agree, compared at 13:42:03, as the gateway was reached.', detail: 'Compared: 3 orders, 1 execution, 4 positions.' });
    expect(words({ ended: null, cause: 'asked' })).toMatchObject({ sign: '…', head: 'Comparing for 5 s, because it was asked for.', detail: 'Nothing new is sent before it is done.' });
    expect(words({ failure: 'The gateway was lost in the middle.' })).toMatchObject({ tone: 'bad', detail: 'The gateway was lost in the middle.' });
    expect(reconciliationWords(null, '–', NOW)).toMatchObject({ tone: null, head: 'Not compared yet.' });
  });

  it('is as bad as the worst difference, which comes first', () => {
    const settled = difference({ id: 's', outcome: 'settled' });
    const left = difference({ id: 'l', outcome: 'left' });
    const open = difference({ id: 'o', outcome: 'open' });
    expect(words({ differences: [settled] })).toMatchObject({ tone: 'good', head: '1 difference at 13:42:03, as the gateway was reached: 1 settled.' });
    expect(words({ differences: [settled, left] }).tone).toBe('warning');
    expect(words({ differences: [settled, left, open] })).toMatchObject({ tone: 'bad', head: '3 differences at 13:42:03, as the gateway was reached: 1 waits for you, 1 left so, 1 settled.' });
    expect(differencesInOrder([settled, left, open]).map(({ id }) => id)).toEqual(['o', 'l', 's']);
  });
});

describe('what a choice does', () => {
  it.each(DIFFERENCE_KINDS)('is said of %s before it is booked, with both sides, and that nothing is sent', (kind) => {
    const asked = difference({ kind, subject: 'SUBJECT', books: 'BOOKS', broker: 'BROKER' });
    const takes = choiceWords('take_over', asked);
    expect(takes.toLowerCase()).toContain('subject');
    expect(takes).toMatch(/“BROKER”/);
    expect(takes).toMatch(/“BOOKS”/);
    expect(takes).toMatch(/Nothing is sent to the broker.*taken over\.$/);
    expect(choiceWords('leave', asked)).toMatch(/^Nothing is booked: the books keep “BOOKS” and the broker “BROKER”/);
  });
});
