import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../..');
const DOCUMENTS = ['docs/security.md', 'docs/threats.md'] as const;
const ITEMS_OF_ELECTRON = 20;

interface Row {
  readonly text: string;
  readonly cells: readonly string[];
}

interface NamedTest {
  readonly file: string;
  readonly title: string;
}

/** Every line of the document's tables but their heads. */
function rowsOf(document: string): readonly Row[] {
  const lines = document.split('\n');
  return lines
    .filter((line, index) => line.startsWith('| ') && !lines[index + 1]?.startsWith('|---'))
    .map((text) => ({ text, cells: text.split('|').slice(1, -1).map((cell) => cell.trim()) }));
}

/** "P stands for `test/…`": letters that stand for a file. */
function lettersOf(document: string): ReadonlyMap<string, string> {
  return new Map([...document.matchAll(/\b([A-Z])(?: stands)? for `(test\/[^`]+)`/g)].map(([, letter = '', file = '']) => [letter, file]));
}

function testsOf(text: string, letters: ReadonlyMap<string, string>): readonly NamedTest[] {
  return [...text.matchAll(/(?:`(test\/[^`]+)`|\b([A-Z])) “([^”]+)”/g)].map(([, path, letter = '', title = '']) => ({
    file: path ?? letters.get(letter) ?? letter,
    title,
  }));
}

/** Titles of the file's tests, as they are written there. */
function titlesIn(file: string): ReadonlySet<string> {
  const path = join(root, file);
  if (!existsSync(path)) return new Set();
  const source = readFileSync(path, 'utf8');
  const titles = source.matchAll(/(?:\b(?:it|test)(?:\.\w+)*|\))\(\s*(['"`])((?:\\.|(?!\1).)+)\1,/g);
  return new Set([...titles].map(([, , title = '']) => title.replace(/\\(.)/g, '$1')));
}

describe.each(DOCUMENTS)('%s', (name) => {
  const document = readFileSync(join(root, name), 'utf8');
  const letters = lettersOf(document);

  it('names tests that are there', () => {
    const named = testsOf(document, letters);
    expect(named.length).toBeGreaterThan(20);
    const absent = named.filter(({ file, title }) => !titlesIn(file).has(title));
    expect(absent).toEqual([]);
  });

  it('names one in every row, or says why there is none', () => {
    const bare = rowsOf(document).filter(({ text, cells }) => testsOf(text, letters).length === 0 && !/^none: \w/.test(cells.at(-1) ?? ''));
    expect(bare.map(({ text }) => text)).toEqual([]);
  });
});

describe('the table of Electron’s checklist', () => {
  it('has every item, in its order', () => {
    const document = readFileSync(join(root, DOCUMENTS[0]), 'utf8');
    const numbers = rowsOf(document).flatMap(({ cells: [first = ''] }) => [...(/^(\d+)\. /.exec(first)?.slice(1) ?? [])].map(Number));
    expect(numbers).toEqual(Array.from({ length: ITEMS_OF_ELECTRON }, (_, index) => index + 1));
  });
});

describe('the table of threats', () => {
  it('says of every kind of attacker and of threat what stands against it and what remains', () => {
    const document = readFileSync(join(root, DOCUMENTS[1]), 'utf8');
    const rows = rowsOf(document);
    expect(rows.every(({ cells }) => cells.length === 5 && cells.every((cell) => cell !== ''))).toBe(true);
    expect(new Set(rows.flatMap(({ cells: [kinds = ''] }) => kinds.split(', ')))).toEqual(new Set(['S', 'T', 'R', 'I', 'D', 'E']));
    for (const attacker of ['another user of the machine', 'a web page in the same browser', 'a person at an unlocked desk', 'a viewer', 'someone on the desk’s network', 'someone with the database', 'someone with a stolen backup or disk', 'a malicious file']) {
      expect(document.toLowerCase().replaceAll("'", '’')).toContain(`\n## ${attacker}\n`);
    }
  });
});
