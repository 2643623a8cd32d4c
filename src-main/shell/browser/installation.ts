import type { Installation } from '../../../src-core/contract/app.ts';
import { noUpdates } from '../../app/nothing-around.ts';
import type { UpdateDesk } from '../../app/app-desk.ts';

/** Where the Debian package puts the program. */
const PACKAGED = '/usr/lib/smart-0dte-browser/';

/** How the browser shell came onto the machine, by where its own files lie. */
export function installationOf(folder: string): Extract<Installation, 'deb' | 'source'> {
  return folder.startsWith(PACKAGED) ? 'deb' : 'source';
}

/** The browser shell is never updated from within; why, and what to do instead. */
export function updatesOf(installation: ReturnType<typeof installationOf>): UpdateDesk {
  switch (installation) {
    case 'deb':
      return noUpdates('This program came as a package of the system, which alone replaces it: install a newer package over it, and start the program again.');
    case 'source':
      return noUpdates('This program runs from its sources: fetch the newer ones, and start it again.');
  }
}
