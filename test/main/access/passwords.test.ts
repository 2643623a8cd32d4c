import { describe, expect, test } from 'vitest';
import { hash } from '@node-rs/argon2';
import { passwordRefusal } from '../../../src-main/access/password-rules.ts';
import { HASH_COST, Passwords } from '../../../src-main/access/passwords.ts';
import { CHEAP, PASSWORD, refusalOf } from './access-world.ts';

describe('passwords', () => {
  test('a hash of today says Argon2id and its cost, matches its password alone, and is not outdated', async () => {
    const passwords = new Passwords(HASH_COST);
    const stored = await passwords.hash(PASSWORD);
    expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await passwords.verify(stored, PASSWORD)).toEqual({ matches: true, isOutdated: false });
    expect(await passwords.verify(stored, `${PASSWORD} `)).toEqual({ matches: false, isOutdated: false });
  });

  test('letters match however the keyboard composed them', async () => {
    const passwords = new Passwords(CHEAP);
    expect(await passwords.verify(await passwords.hash('caf\u00e9 au lait'), 'cafe\u0301 au lait')).toMatchObject({ matches: true });
  });

  test('a hash of a smaller cost matches and is outdated', async () => {
    expect(await new Passwords({ ...CHEAP, memoryCost: 16 }).verify(await hash(PASSWORD, CHEAP), PASSWORD)).toEqual({ matches: true, isOutdated: true });
  });

  test('what is no hash matches nothing: nobody’s, another algorithm’s, a mangled one, one that would take the machine', async () => {
    const passwords = new Passwords(CHEAP);
    const stored = await passwords.hash(PASSWORD);
    for (const bad of [null, '', '!', '$argon2i$v=19$m=8,t=1,p=1$c29tZXNhbHQ$abcd', stored.slice(0, -5), stored.replace('m=8', 'm=4000000'), stored.replace('t=1', 't=4000000')]) {
      expect(await passwords.verify(bad, PASSWORD)).toMatchObject({ matches: false });
    }
  });

  test('two are computed at once, 32 wait, and those beyond are refused; afterwards all is as before', async () => {
    const passwords = new Passwords(CHEAP);
    const asked = Array.from({ length: 40 }, () => refusalOf(passwords.hash(PASSWORD)));
    const answers = await Promise.all(asked);
    expect(answers.filter((answer) => answer === 'done')).toHaveLength(34);
    expect(answers.slice(34)).toEqual(Array.from({ length: 6 }, () => expect.stringMatching(/^rate_limited: /)));
    expect(await refusalOf(passwords.hash(PASSWORD))).toBe('done');
  });

  test.each([
    ['short', 'at least 10 letters'],
    ['\u{1f600}\u{1f601}\u{1f602}\u{1f603}', 'this one has 4'],
    ['Qwertyuiop', 'one of the first'],
    ['ada.lovelace', 'must not be the name'],
    ['ababababababab', '4 different letters'],
  ])('%s is no new password', (password, why) => {
    expect(passwordRefusal(password, 'Ada.Lovelace', 10)).toContain(why);
  });

  test('a long one is', () => {
    expect(passwordRefusal(PASSWORD, 'ada', 10)).toBeNull();
  });
});
