import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FuseV1Options } from '@electron/fuses';
import { NtExecutable, NtExecutableResource, Resource } from 'resedit';
import { FUSES, type FuseName } from '../../../src-main/shell/electron/policies/fuses.ts';

export type System = 'linux' | 'mac' | 'win';

/** What @electron/fuses looks for in a binary, and the version that follows it. */
const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const WIRE_VERSION = 1;

/** A folder like an unpacked Electron, with what the builder touches of it; its fuses all stand as ours must not. */
export function makeElectronDist(system: System, folder: string): void {
  const write = (path: string, content: string | Buffer = path): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
  write('LICENSE', 'Electron’s licence');
  write('LICENSES.chromium.html', '<title>Chromium’s licences</title>');
  write('version', '45.4.1');
  if (system === 'mac') {
    macApp(folder, write);
    return;
  }
  write(system === 'win' ? 'electron.exe' : 'electron', system === 'win' ? windowsBinary() : fuseWire());
  write('resources/default_app.asar');
  for (const language of ['en-US', 'de']) write(`locales/${language}.pak`);
}

function macApp(folder: string, write: (path: string, content?: string | Buffer) => void): void {
  const contents = 'Electron.app/Contents';
  write(`${contents}/MacOS/Electron`);
  write(`${contents}/Resources/electron.icns`);
  write(`${contents}/Resources/default_app.asar`);
  for (const language of ['en', 'de']) write(`${contents}/Resources/${language}.lproj/locale.pak`);
  const framework = `${contents}/Frameworks/Electron Framework.framework`;
  write(`${framework}/Versions/A/Electron Framework`, fuseWire());
  for (const language of ['en', 'de']) write(`${framework}/Versions/A/Resources/${language}.lproj/locale.pak`);
  symlinkSync('Versions/A/Electron Framework', join(folder, framework, 'Electron Framework'));
  write(`${contents}/Info.plist`, plist('Electron', 'com.github.Electron'));
  for (const kind of ['', ' (GPU)', ' (Plugin)', ' (Renderer)']) {
    const helper = `${contents}/Frameworks/Electron Helper${kind}.app/Contents`;
    write(`${helper}/Info.plist`, plist(`Electron Helper${kind}`, 'com.github.Electron.helper'));
    write(`${helper}/MacOS/Electron Helper${kind}`);
  }
}

function plist(executable: string, identifier: string): string {
  const entries = { CFBundleExecutable: executable, CFBundleIdentifier: identifier, CFBundleName: executable, CFBundlePackageType: 'APPL', CFBundleIconFile: 'electron.icns' };
  const lines = Object.entries(entries).map(([key, value]) => `<key>${key}</key><string>${value}</string>`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0"><dict>${lines.join('')}</dict></plist>\n`;
}

function fuseWire(): Buffer {
  const names = Object.keys(FUSES).filter((name): name is FuseName => name in FUSES);
  const states = Buffer.alloc(names.length);
  for (const name of names) states[FuseV1Options[name]] = (FUSES[name].enabled ? '0' : '1').charCodeAt(0);
  return Buffer.concat([Buffer.from(`a stand-in of Electron ${SENTINEL}`), Buffer.from([WIRE_VERSION, names.length]), states]);
}

/** A Windows program that holds nothing but its version; the fuses stand behind it. */
function windowsBinary(): Buffer {
  const program = NtExecutable.createEmpty(false, false);
  const resources = NtExecutableResource.from(program);
  const version = Resource.VersionInfo.createEmpty();
  version.setFileVersion('45.4.1.0', 1033);
  version.setStringValues({ lang: 1033, codepage: 1200 }, { ProductName: 'Electron', FileDescription: 'Electron' });
  version.outputToResourceEntries(resources.entries);
  resources.outputResource(program);
  return Buffer.concat([Buffer.from(program.generate()), fuseWire()]);
}
