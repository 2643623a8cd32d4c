import { z } from 'zod';
import { WINDOW_NAMES } from '../../../src-core/contract/window-names.ts';
import { underlyingSchema } from '../../../src-core/contract/schemas.ts';
import { linkGroupSchema, linkSchema } from './link-groups.ts';

const pageSchema = z.string().min(1).max(60);
const panelSchema = z.string().min(1).max(60);
/** Which of two choices is the newer: the higher count, and of equals the higher page. */
const stampSchema = z.object({ count: z.int().min(0), page: z.string().max(60) });
export type Stamp = z.output<typeof stampSchema>;

const messageSchema = z.discriminatedUnion('kind', [
  /** Which windows are there? */
  z.object({ kind: z.literal('who'), from: pageSchema }),
  /** A window is there: the answer, and what it says of itself when it opens. */
  z.object({ kind: z.literal('here'), from: pageSchema, name: z.enum(WINDOW_NAMES) }),
  /** What does this group show? */
  z.object({ kind: z.literal('ask'), from: pageSchema, group: linkGroupSchema }),
  z.object({ kind: z.literal('symbol'), from: pageSchema, group: linkGroupSchema, underlying: underlyingSchema, stamp: stampSchema }),
  /** From whoever opened a window: its link, and the panel that it shows alone. */
  z.object({ kind: z.literal('welcome'), from: pageSchema, to: pageSchema, link: linkSchema, panel: panelSchema.nullable() }),
  /** The panel is shown there now. */
  z.object({ kind: z.literal('took'), from: pageSchema, to: pageSchema, panel: panelSchema }),
]);
export type WindowMessage = z.output<typeof messageSchema>;

/** What windows of one person on one machine say to each other; no window hears itself. */
export interface WindowBus {
  post(message: WindowMessage): void;
  /** Returns the function that ends it. */
  onMessage(listener: (message: WindowMessage) => void): () => void;
  close(): void;
}

/**
 * The bus of one person: its channel is named after them, and is closed while the window is locked, so that windows of
 * two people never hear each other, whoever signs in where.
 */
export function openWindowBus(person: string): WindowBus {
  const channel = new BroadcastChannel(`smart-0dte.windows.${person}`);
  const listeners = new Set<(message: WindowMessage) => void>();
  channel.addEventListener('message', ({ data }) => {
    // A window of another version of the program may say what this one does not know.
    const message = messageSchema.safeParse(data);
    if (message.success) for (const listener of listeners) listener(message.data);
  });
  return {
    post: (message) => channel.postMessage(message),
    onMessage(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => channel.close(),
  };
}
