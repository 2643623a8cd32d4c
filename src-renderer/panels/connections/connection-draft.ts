import { type ConnectionsView, type ServerName, SERVERS } from '../../../src-core/contract/connections.ts';
import { decidedBy, type Edits, editedSettings, type Field, FIELDS, valueOf } from './connection-fields.ts';
import type { ConnectionProblems } from './connection-problems.ts';

/** What the core keeps and the panel writes over. */
export type Kept = Pick<ConnectionsView, 'settings' | 'credentials' | 'restartNeeded' | 'overrides'>;

/** What is to become of a password when the panel is saved. What is typed stays in its field: it is never part of the draft. */
export type CredentialEdit = 'empty' | 'typed' | 'forget';

export interface Draft {
  readonly kept: Kept;
  /** What the stream said last of it, as text: what is older than a saved answer must not undo it. */
  readonly heard: string;
  /** Only what differs from what is kept. */
  readonly edits: Edits;
  readonly credentials: Readonly<Partial<Record<ServerName, CredentialEdit>>>;
  /** What the core refused at the last save, until it is written anew. */
  readonly refused: ConnectionProblems;
}

export type DraftChange =
  /** The stream has a value. */
  | { readonly kind: 'heard'; readonly view: ConnectionsView }
  | { readonly kind: 'written'; readonly field: Field; readonly text: string }
  /** null leaves the password as it is. */
  | { readonly kind: 'credential'; readonly server: ServerName; readonly edit: CredentialEdit | null }
  | { readonly kind: 'discarded' }
  | { readonly kind: 'saved'; readonly view: ConnectionsView }
  | { readonly kind: 'refused'; readonly problems: ConnectionProblems };

export function openDraft(view: ConnectionsView): Draft {
  const kept = keptOf(view);
  return { kept, heard: JSON.stringify(kept), edits: {}, credentials: {}, refused: {} };
}

export function changeDraft(draft: Draft, change: DraftChange): Draft {
  switch (change.kind) {
    case 'heard': {
      const kept = keptOf(change.view);
      const heard = JSON.stringify(kept);
      return heard === draft.heard ? draft : { ...draft, kept, heard, edits: stillEdits(kept, draft.edits) };
    }
    case 'written': {
      const { [change.field]: _, ...refused } = draft.refused;
      return { ...draft, edits: stillEdits(draft.kept, { ...draft.edits, [change.field]: change.text }), refused };
    }
    case 'credential': {
      const { [change.server]: _, ...others } = draft.credentials;
      const { [`credentials.${change.server}` as const]: __, ...refused } = draft.refused;
      return { ...draft, credentials: change.edit === null ? others : { ...others, [change.server]: change.edit }, refused };
    }
    case 'discarded':
      return { ...draft, edits: {}, credentials: {}, refused: {} };
    case 'saved':
      return { ...draft, kept: keptOf(change.view), edits: {}, credentials: {}, refused: {} };
    case 'refused':
      return { ...draft, refused: change.problems };
  }
}

/** How many settings and passwords a save would change. */
export function changesOf({ edits, credentials }: Pick<Draft, 'edits' | 'credentials'>): number {
  return Object.keys(edits).length + SERVERS.filter((server) => credentials[server] === 'typed' || credentials[server] === 'forget').length;
}

/** The text of a field as it stands in the panel. */
export function textOf({ kept, edits }: Pick<Draft, 'kept' | 'edits'>, field: Field): string {
  return edits[field] ?? valueOf(kept.settings, field);
}

export function settingsOf({ kept, edits }: Pick<Draft, 'kept' | 'edits'>): ConnectionsView['settings'] {
  return editedSettings(kept.settings, edits);
}

function keptOf({ settings, credentials, restartNeeded, overrides }: ConnectionsView): Kept {
  return { settings, credentials, restartNeeded, overrides };
}

function stillEdits(kept: Kept, edits: Edits): Edits {
  const still: Partial<Record<Field, string>> = {};
  for (const field of FIELDS) {
    const text = edits[field];
    if (text !== undefined && text !== valueOf(kept.settings, field) && decidedBy(kept.overrides, field) === null) still[field] = text;
  }
  return still;
}
