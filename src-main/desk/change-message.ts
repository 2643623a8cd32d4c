import { z } from 'zod';
import type { Underlying } from '../../src-core/instruments/instrument.ts';
import type { IsoDate } from '../../src-core/time.ts';
import { type FamilyName, KEY_FAMILIES, type KeyPartsOf } from '../stores/realtime/key-families.ts';

// What travels on an account's channel, and how its keys are named.

/** A key that changed: its family, and its parts. */
export type Change = { readonly [Name in FamilyName]: readonly [family: Name, parts: KeyPartsOf<Name>] }[FamilyName];

const changesSchema = z.array(z.tuple([z.string(), z.record(z.string(), z.string())]));

export function changeMessage(changes: readonly Change[]): string {
  return JSON.stringify(changes);
}

/** What the message names of the families that somebody who watches follows; what is not understood is left out. */
export function readChanges(message: string): readonly (readonly [family: FamilyName, parts: Readonly<Record<string, string>>])[] {
  let read: unknown;
  try {
    read = JSON.parse(message);
  } catch {
    return [];
  }
  const changes = changesSchema.safeParse(read);
  if (!changes.success) return [];
  return changes.data.flatMap(([family, parts]) => (isFamily(family) && KEY_FAMILIES[family].parts.safeParse(parts).success ? [[family, parts] as const] : []));
}

export type Side = 'calls' | 'puts';

/** The key of one side of a chain. */
export function chainParts(underlying: Underlying, expiry: IsoDate, side: Side): KeyPartsOf<'options'> {
  return { underlying, date: expiry.replaceAll('-', ''), side };
}

function isFamily(name: string): name is FamilyName {
  return Object.hasOwn(KEY_FAMILIES, name);
}
