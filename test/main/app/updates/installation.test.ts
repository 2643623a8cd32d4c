import { describe, expect, it } from 'vitest';
import { INSTALLATIONS } from '../../../../src-core/contract/app.ts';
import { installationOf, type ProgramPlace, whyNotUpdated } from '../../../../src-main/app/updates/installation.ts';
import { plainNotes } from '../../../../src-main/app/updates/release-notes.ts';
import { updateProblem } from '../../../../src-main/app/updates/update-problem.ts';

const linux: ProgramPlace = { platform: 'linux', isPackaged: true, execPath: '/tmp/.mount_smartX/smart-0dte', env: {}, packageType: null, hasBeside: () => false, isFromStore: false };
const windows: ProgramPlace = { ...linux, platform: 'win32', execPath: 'C:\\Programs\\Smart 0DTE\\Smart 0DTE.exe', hasBeside: (name) => name === 'Uninstall Smart 0DTE.exe' };
const mac: ProgramPlace = { ...linux, platform: 'darwin', execPath: '/Applications/Smart 0DTE.app/Contents/MacOS/Smart 0DTE' };
const image = { APPIMAGE: '/home/a/Smart.AppImage', APPDIR: '/tmp/.mount_smartX' };

describe('how the program came onto the machine', () => {
  it.each([
    ['a checkout', { ...linux, isPackaged: false, env: image }, 'source'],
    ['an AppImage', { ...linux, env: image }, 'appimage'],
    ['a program that another AppImage started', { ...linux, execPath: '/opt/smart-0dte/smart-0dte', env: { ...image, APPDIR: '/tmp/.mount_editor' } }, 'unpacked'],
    ['a deb started from an AppImage', { ...linux, env: image, packageType: 'deb' }, 'deb'],
    ['an rpm', { ...linux, packageType: 'rpm' }, 'rpm'],
    ['an unpacked folder', linux, 'unpacked'],
    ['the Windows installer', windows, 'nsis'],
    ['a Windows folder', { ...windows, hasBeside: () => false }, 'unpacked'],
    ['the portable program', { ...windows, env: { PORTABLE_EXECUTABLE_FILE: 'C:\\x.exe' } }, 'unpacked'],
    ['the store', { ...windows, isFromStore: true }, 'unpacked'],
    ['a Mac program', mac, 'dmg'],
    ['a Mac program on its image', { ...mac, execPath: '/Volumes/Smart 0DTE/Smart 0DTE.app/Contents/MacOS/Smart 0DTE' }, 'unpacked'],
    ['a Mac program that macOS hides', { ...mac, execPath: '/private/var/folders/x/AppTranslocation/1/d/Smart 0DTE.app/Contents/MacOS/Smart 0DTE' }, 'unpacked'],
  ] as const)('%s', (_name, place, expected) => {
    expect(installationOf(place)).toBe(expected);
  });

  it('is updated from within where an installer of ours brought it, and somewhere is known to have more', () => {
    const updated = INSTALLATIONS.filter((installation) => whyNotUpdated(installation, { hasFeed: true, isWritable: true }) === null);
    expect(updated).toEqual(['nsis', 'dmg', 'appimage']);
    expect(whyNotUpdated('nsis', { hasFeed: false, isWritable: true })).toMatch(/says nowhere/);
    expect(whyNotUpdated('appimage', { hasFeed: true, isWritable: false })).toMatch(/cannot be written/);
    expect(whyNotUpdated('deb', { hasFeed: true, isWritable: true })).toMatch(/package manager/);
  });
});

it('shows what a release says as plain text', () => {
  expect(plainNotes('<h2>0.2.0</h2>\r\n<ul><li>Faster &amp; <b>calmer</b></li><li>5 &lt; 6</li></ul><script>alert(1)</script><p>&#x41;&#66; &bogus;</p>')).toBe('0.2.0\n\n- Faster & calmer\n- 5 < 6\n\nAB &bogus;');
  expect(plainNotes('- a < b\n- c > d')).toBe('- a < b\n- c > d');
  expect(plainNotes([{ version: '0.2.0', note: 'two' }, { version: '0.1.1', note: null }])).toBe('0.2.0\ntwo\n\n0.1.1');
  expect(plainNotes(null)).toBe('');
});

it.each([
  [Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' }), /cannot be reached/],
  [new Error('net::ERR_NAME_NOT_RESOLVED'), /cannot be reached/],
  [Object.assign(new Error('x'), { code: 'ERR_CHECKSUM_MISMATCH' }), /not what was published/],
  [Object.assign(new Error('x'), { code: 'ERR_UPDATER_INVALID_SIGNATURE' }), /not signed by the publisher/],
  [Object.assign(new Error('404'), { code: 'HTTP_ERROR_503' }), /answers with 503/],
  [new Error('odd\n  at secret place'), /^It did not work \(odd\); try again later\.$/],
])('says in a sentence that %s', (error, words) => {
  expect(updateProblem(error)).toMatch(words);
});
