import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { writeOwnerFile, writeOwnerFileInBackground } from '../connections/owner-file.ts';

const headSchema = z.object({ chain: z.string(), sequence: z.number(), hash: z.string(), seal: z.string() });
/** Where a chain was last seen to end, kept apart from its database. */
export type Head = z.output<typeof headSchema>;
const fileSchema = z.object({ heads: z.array(headSchema) });

export interface AuditHead {
  /** The chains' ends; 'unreadable' where what is there is something else. */
  read(): readonly Head[] | 'unreadable';
  /** Keeps it in the place of the chain's former one. Throws where it cannot be written. */
  write(head: Head): void;
  /** The same, while the program goes on; one at a time. */
  writeInBackground(head: Head): Promise<void>;
}

/** The file's name in the data directory. */
export const AUDIT_HEAD_FILE = 'audit-head.json';

/** In a small file of its owner's, which holds the old heads or the new ones, never a part. */
export function fileAuditHead(path: string): AuditHead {
  const read = (): readonly Head[] | 'unreadable' => {
    if (!existsSync(path)) return [];
    try {
      return fileSchema.parse(JSON.parse(readFileSync(path, 'utf8'))).heads;
    } catch {
      return 'unreadable';
    }
  };
  const withHead = (head: Head): string => {
    const kept = read();
    const others = kept === 'unreadable' ? [] : kept.filter(({ chain }) => chain !== head.chain);
    return `${JSON.stringify({ heads: [...others, head] })}\n`;
  };
  return {
    read,
    write: (head) => writeOwnerFile(path, withHead(head)),
    writeInBackground: (head) => writeOwnerFileInBackground(path, withHead(head)),
  };
}
