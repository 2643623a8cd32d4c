import type { ReactNode } from 'react';
import { type Installation, SHELLS } from '../../../src-core/contract/app.ts';
import { useStreamFailure, useStreamPart } from '../../connection/core.tsx';
import { ABSENT } from '../../design/format.ts';
import { LicencesList } from './licences-list.tsx';
import styles from './system.module.css';

const INSTALLED: Readonly<Record<Installation, string>> = {
  nsis: 'by the installer for Windows',
  dmg: 'from the disk image for macOS',
  appimage: 'as an AppImage',
  deb: 'as a Debian package',
  rpm: 'as an RPM package',
  unpacked: 'unpacked from an archive',
  source: 'a checkout of the source',
};
const SHELL_WORDS: Readonly<Record<(typeof SHELLS)[number], string>> = { desktop: 'the desktop app', browser: 'a browser on this machine', none: 'no window of its own' };

/** Which program this is, how it came here, and the licences of all that ships with it. */
export function AboutSection({ visible }: { readonly visible: boolean }) {
  const app = useStreamPart('app', (view) => (view === null ? null : { version: view.version, shell: view.shell, installation: view.installation }));
  const profile = useStreamPart('session', (session) => session?.profile ?? null);
  const failure = useStreamFailure('app');
  return (
    <div data-testid="about">
      <dl className={styles.facts}>
        <Fact name="Smart 0DTE">{app === null ? ABSENT : <b data-testid="about-version">{app.version}</b>}</Fact>
        <Fact name="Window">{app === null ? ABSENT : SHELL_WORDS[app.shell]}</Fact>
        <Fact name="Installed">{app === null ? ABSENT : INSTALLED[app.installation]}</Fact>
        <Fact name="Profile">{profile === null ? ABSENT : profile === 'local' ? 'local: everything on this machine' : 'desk: shared with other workstations'}</Fact>
        <Fact name="Licence">MIT</Fact>
      </dl>
      {app === null && failure !== null ? (
        <p className={styles.prose} role="alert">
          △ What program this is cannot be read: {failure.message}. Trying again.
        </p>
      ) : null}
      <LicencesList visible={visible} />
    </div>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}
