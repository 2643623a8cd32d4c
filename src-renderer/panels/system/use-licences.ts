import { useEffect, useState } from 'react';
import { licencesSchema, type ShippedPackage } from '../../../src-core/contract/licences.ts';

export type LicencesRead =
  | { readonly kind: 'loading' }
  /** This build carries no list. */
  | { readonly kind: 'absent' }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'read'; readonly packages: readonly ShippedPackage[] };

const LIST = '/licences.json';

/** Reads the list that was built into the window, from its own address. Never rejects. */
export async function readLicences(signal: AbortSignal, ask: typeof fetch = fetch): Promise<LicencesRead> {
  try {
    const answer = await ask(LIST, { signal });
    // Where there is no such file some servers answer with the page itself.
    if (answer.status === 404 || (answer.ok && !/json/.test(answer.headers.get('content-type') ?? ''))) return { kind: 'absent' };
    if (!answer.ok) return { kind: 'failed', message: `it was answered with ${answer.status}` };
    const parsed = licencesSchema.safeParse(await answer.json());
    if (!parsed.success) return { kind: 'failed', message: 'it is not a list of packages with name, version, licence and text' };
    return { kind: 'read', packages: parsed.data.packages };
  } catch (error) {
    return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
}

/** A hook: the licences of all that ships, read when they are first looked at. */
export function useLicences(isLookedAt: boolean): { readonly read: LicencesRead; again(): void } {
  const [read, setRead] = useState<LicencesRead>({ kind: 'loading' });
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    if (!isLookedAt || read.kind !== 'loading') return undefined;
    const asking = new AbortController();
    void readLicences(asking.signal).then((next) => {
      if (!asking.signal.aborted) setRead(next);
    });
    return () => asking.abort();
  }, [isLookedAt, read.kind, attempt]);
  return {
    read,
    again: () => {
      setRead({ kind: 'loading' });
      setAttempt((count) => count + 1);
    },
  };
}

/** The packages whose name or licence has every word. */
export function foundPackages(packages: readonly ShippedPackage[], typed: string): readonly ShippedPackage[] {
  const words = typed.toLowerCase().split(/\s+/).filter((word) => word !== '');
  return packages.filter(({ name, licence }) => words.every((word) => `${name} ${licence}`.toLowerCase().includes(word)));
}
