import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../src-core/contract/schemas.ts';
import { differenceOf, pathWords, valueWords } from '../../../src-renderer/panels/audit/json-difference.ts';

/** "± limits › max_delta 650 500", without what is the same. */
const told = (before: JsonValue | undefined, after: JsonValue | undefined): readonly string[] =>
  differenceOf(before, after)
    .filter(({ kind }) => kind !== 'same')
    .map(({ kind, path, before: left, after: right }) => `${{ added: '+', removed: '−', changed: '±', same: '=' }[kind]} ${pathWords(path)} ${JSON.stringify(left)} ${JSON.stringify(right)}`);

describe('the difference of two values', () => {
  it('names each value that was added, removed or changed by its place, in order', () => {
    expect(told({ a: 1, gone: 'x', deep: { same: true, price: -7_800 } }, { a: 2, deep: { same: true, price: -8_000 }, fresh: null })).toEqual(['± a 1 2', '− gone "x" undefined', '± deep › price -7800 -8000', '+ fresh undefined null']);
  });

  it('knows elements by their ids, wherever they stand', () => {
    const [one, two] = [
      { id: 'one', limit: 5 },
      { id: 'two', limit: 6 },
    ];
    expect(told([one, two], [two, { ...one, limit: 7 }])).toEqual(['± one › limit 5 7']);
    expect(told([one], [one, two])).toEqual(['+ two › id undefined "two"', '+ two › limit undefined 6']);
  });

  it('knows elements without ids by their place, counted from the end behind what was put in or taken out', () => {
    expect(told(['a', 'b', 'c'], ['a', 'c'])).toEqual(['− 2 "b" undefined']);
    expect(told(['a', 'c'], ['a', 'b', 'c'])).toEqual(['+ 2 undefined "b"']);
    expect(told([1, 2], [1, 3])).toEqual(['± 2 2 3']);
    expect(told([{ id: 'one' }, { id: 'one' }], [{ id: 'one' }, { id: 'two' }])).toEqual(['± 2 › id "one" "two"']);
  });

  it('is one row where the kind is another, or one side is null', () => {
    expect(told({ plan: null }, { plan: { at: 3 } })).toEqual(['± plan null {"at":3}']);
    expect(told({ plan: [1] }, { plan: { at: 1 } })).toEqual(['± plan [1] {"at":1}']);
    expect(told(3, '3')).toEqual(['±  3 "3"']);
    expect(told({ list: [] }, { list: {} })).toEqual(['± list [] {}']);
  });

  it('takes everything of one side for added or removed, down to what holds nothing', () => {
    expect(told(undefined, { a: { b: [] }, c: 1 })).toEqual(['+ a › b undefined []', '+ c undefined 1']);
    expect(told({ a: 1 }, undefined)).toEqual(['− a 1 undefined']);
    expect(differenceOf({ a: 1 }, { a: 1 })).toEqual([{ path: ['a'], kind: 'same', before: 1, after: 1 }]);
  });
});

it('a text is quoted only where it could be read as something else', () => {
  expect(['iron condor', '5', 'true', '', ' ', '[x]', '2 legs'].map(valueWords)).toEqual(['iron condor', '"5"', '"true"', '""', '" "', '"[x]"', '2 legs']);
  expect([5, true, null].map(valueWords)).toEqual(['5', 'true', 'null']);
});
