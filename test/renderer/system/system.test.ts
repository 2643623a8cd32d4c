import { describe, expect, it } from 'vitest';
import type { BackupEntry, ConfigEntry } from '../../../src-core/contract/access.ts';
import { exportProblem, holdsWords, passphraseWords, restoreStop, restoreWords } from '../../../src-renderer/panels/system/backup-words.ts';
import { isChanged, numbersIn, problemOf, withNumber } from '../../../src-renderer/panels/system/config-draft.ts';
import { acceptsWords, foundIn, groupsOf, valueWords } from '../../../src-renderer/panels/system/config-words.ts';

const entry = (change: Partial<ConfigEntry>): ConfigEntry => ({
  key: 'access.session_hours',
  type: 'integer',
  title: 'Session length',
  description: 'Hours',
  place: 'desk',
  sensitive: false,
  value: '12',
  initial: '12',
  isSet: false,
  accepts: 'a whole number from 1 to 168',
  updatedAt: null,
  ...change,
});

describe('a value that is written', () => {
  it('is judged as the core would, and says what would be accepted', () => {
    expect(problemOf('access.session_hours', '168')).toBeNull();
    expect(problemOf('access.session_hours', '169')).toBe('Expected a whole number from 1 to 168.');
    expect(problemOf('access.session_hours', '1.5')).not.toBeNull();
    expect(problemOf('accounts.paper_capital', '1000.005')).toContain('at most 2 decimals');
    // More digits than a float holds.
    expect(problemOf('accounts.paper_capital', '100000000.01')).not.toBeNull();
    expect(problemOf('a.key_of_a_newer_core', 'anything')).toBeNull();
  });

  it('is no change where it says the same', () => {
    expect(isChanged({ key: 'accounts.paper_capital', value: '25000.00' }, '25000')).toBe(false);
    expect(isChanged({ key: 'accounts.paper_capital', value: '25000.00' }, '25000.10')).toBe(true);
    expect(isChanged({ key: 'access.session_hours', value: '12' }, '')).toBe(true);
  });

  it('is a number by its name, where it has several', () => {
    const key = 'accounts.live_checks';
    const kept = '{"paperSessions":20,"paperTrades":50,"clockSeconds":2}';
    expect(numbersIn(key, kept).map(({ name, text, problem }) => [name, text, problem])).toEqual([
      ['paperSessions', '20', null],
      ['paperTrades', '50', null],
      ['clockSeconds', '2', null],
    ]);
    const changed = withNumber(kept, 'clockSeconds', '61');
    expect(numbersIn(key, changed)[2]?.problem).toBe('Expected a whole number from 1 to 60.');
    expect(problemOf(key, changed)).not.toBeNull();
    const emptied = withNumber(kept, 'paperTrades', '');
    expect(numbersIn(key, emptied)[1]).toMatchObject({ text: '', problem: 'Expected a whole number from 0 to 100,000.' });
    expect(withNumber(emptied, 'paperTrades', '50')).toBe(kept);
  });
});

describe('the words of the configuration', () => {
  it('groups keys, finds them by their words, and never tells a secret', () => {
    const entries = [entry({}), entry({ key: 'backup.keep', title: 'Backups kept', description: 'How many' })];
    expect(groupsOf(entries).map(({ title, entries: members }) => [title, members.length])).toEqual([
      ['Signing in', 1],
      ['Backups', 1],
    ]);
    expect(foundIn(entries, 'HOW backups')).toEqual([entries[1]]);
    expect(valueWords({ key: 'backup.export_passphrase', type: 'string', sensitive: true }, 'correct horse')).not.toContain('horse');
    expect(valueWords({ key: 'accounts.live_checks', type: 'json', sensitive: false }, '{"paperSessions":20,"paperTrades":50,"clockSeconds":2}')).toContain('50 trades ended on paper');
  });

  it('says what a control does not tell by itself', () => {
    expect(acceptsWords(entry({}))).toBe('A whole number from 1 to 168.');
    expect(acceptsWords(entry({ type: 'boolean', accepts: 'true or false' }))).toBe('');
    expect(acceptsWords(entry({ type: 'boolean', accepts: 'true or false; what is kept, "ja", is not that' }))).toBe('What is kept, "ja", is not that.');
  });
});

const backup: BackupEntry = { name: 'terminal-1.db', createdAt: Date.parse('2026-11-20T18:42:00Z'), bytes: 18_120_704, reason: 'start', state: 'sound', detail: 'whole', orders: 1_204, newestEntry: Date.parse('2026-11-20T18:39:00Z') };

describe('a restore', () => {
  it('names what is replaced, what is lost, and that the terminal starts anew', () => {
    const words = restoreWords(backup, 18_412_544, backup.createdAt + 3 * 3_600_000).join(' ');
    expect(words).toContain('The database of now (18.4 MB) is replaced by terminal-1.db of 20 Nov, 13:42, 3 h old.');
    expect(words).toContain('1,204 orders and the books to 20 Nov, 13:39');
    expect(words).toContain('kept as a backup first');
    expect(words).toContain('starts anew');
    expect(restoreWords({ ...backup, state: 'unread', orders: null, newestEntry: null }, 1, backup.createdAt).join(' ')).toContain('not read through yet');
  });

  it('is not offered of a damaged one, where it is banned, or to who may not', () => {
    expect(restoreStop(backup, null, null)).toBeNull();
    expect(restoreStop({ ...backup, state: 'damaged', detail: 'it ends in a page' }, null, null)).toBe('It is damaged: it ends in a page');
    expect(restoreStop(backup, 'the desk holds the books', null)).toBe('the desk holds the books');
    expect(restoreStop(backup, 'the desk holds the books', 'Admins may do this.')).toBe('Admins may do this.');
    expect(holdsWords({ orders: null, newestEntry: null })).toBe('–');
  });
});

describe('an export’s passphrase', () => {
  it('is judged by its length, and asked for twice', () => {
    expect(passphraseWords('elevenlette').words).toBe('1 more letter at least.');
    expect(passphraseWords('twelveletter')).toMatchObject({ isEnough: true });
    expect(passphraseWords('aaaaaaaaaaaaaaaa').words).toContain('soon guessed');
    expect(exportProblem('correct horse battery', '')).toContain('once more');
    expect(exportProblem('correct horse battery', 'correct horse batteru')).toBe('The two are not the same.');
    expect(exportProblem('correct horse battery', 'correct horse battery')).toBeNull();
  });
});
