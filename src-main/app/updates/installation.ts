import { isAbsolute, posix, win32 } from 'node:path';
import type { Installation } from '../../../src-core/contract/app.ts';

/** What a running program knows of how it came here. */
export interface ProgramPlace {
  readonly platform: NodeJS.Platform;
  readonly isPackaged: boolean;
  readonly execPath: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What the package says it is of, in resources/package-type; null where there is no such file. */
  readonly packageType: string | null;
  /** Whether a file of this name lies beside the program. */
  readonly hasBeside: (name: string) => boolean;
  /** Whether the Microsoft Store has installed it. */
  readonly isFromStore: boolean;
}

/** How the program came onto the machine. */
export function installationOf({ platform, isPackaged, execPath, env, packageType, hasBeside, isFromStore }: ProgramPlace): Installation {
  if (!isPackaged) return 'source';
  switch (platform) {
    case 'win32':
      return !isFromStore && env['PORTABLE_EXECUTABLE_FILE'] === undefined && hasBeside(`Uninstall ${win32.basename(execPath)}`) ? 'nsis' : 'unpacked';
    case 'darwin':
      // From the image itself, or from where macOS hides a program that was never moved, nothing can be replaced.
      return /\.app\/Contents\/MacOS\//.test(execPath) && !/^\/Volumes\/|\/AppTranslocation\//.test(execPath) ? 'dmg' : 'unpacked';
    default:
      if (packageType === 'deb' || packageType === 'rpm') return packageType;
      return isOfAppImage(execPath, env) ? 'appimage' : 'unpacked';
  }
}

/** A program that another AppImage has started inherits that one's environment. */
function isOfAppImage(execPath: string, { APPIMAGE, APPDIR }: ProgramPlace['env']): boolean {
  if (APPIMAGE === undefined || APPDIR === undefined || !isAbsolute(APPIMAGE) || APPDIR === '') return false;
  return !posix.relative(APPDIR, execPath).startsWith('..');
}

/** Why a program of this kind is not updated from within, as a sentence that says what to do; null where it is. */
export function whyNotUpdated(installation: Installation, { hasFeed, isWritable }: { readonly hasFeed: boolean; readonly isWritable: boolean }): string | null {
  switch (installation) {
    case 'source':
      return 'This program runs from its source: fetch the newer source, and start it again.';
    case 'deb':
    case 'rpm':
      return `This program was installed as a ${installation} package: a new version is installed over it, by the system’s package manager or from the download page.`;
    case 'unpacked':
      return 'This program runs from a folder that no installer knows: a new version is installed from the download page.';
    case 'appimage':
      if (!isWritable) return 'The folder of this AppImage cannot be written to by this user: move the file to a folder that can, or replace it by hand from the download page.';
      break;
    case 'nsis':
    case 'dmg':
  }
  return hasFeed ? null : 'This build says nowhere where new versions of it are: they are installed from the download page.';
}
