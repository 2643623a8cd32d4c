import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { StartFailure } from '../start-failure.ts';
import { closeToOthers, writeOwnerFile } from './owner-file.ts';
import { type SecretName, SECRETS, type Vault } from './vault.ts';

const FILE = 'credentials.json';

const fileSchema = z.partialRecord(z.enum(SECRETS), z.string().min(1));
type Kept = Partial<Record<SecretName, string>>;

/**
 * Keeps passwords in a file that its owner alone may read. Throws StartFailure where others can read it and that
 * cannot be changed, or where it holds something else.
 */
export function createFileVault(dataDir: string): Vault {
  const path = join(dataDir, FILE);
  try {
    closeToOthers(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartFailure(`${path} holds passwords and can be read by others (${reason}); expected mode 0600, on a file system that keeps it`, {
      cause: error,
    });
  }
  read(path);
  return {
    kind: 'file',
    get: async (server) => read(path)[server] ?? null,
    set: async (server, value) => {
      const { [server]: _replaced, ...others } = read(path);
      writeOwnerFile(path, `${JSON.stringify(value === null ? others : { ...others, [server]: value }, null, 2)}\n`);
    },
  };
}

function read(path: string): Kept {
  return existsSync(path) ? parse(path, readFileSync(path, 'utf8')) : {};
}

function parse(path: string, text: string): Kept {
  try {
    return fileSchema.parse(JSON.parse(text));
  } catch {
    // What the parsers say may quote a password.
    throw new StartFailure(`${path} does not hold passwords by server (postgresql, redis, influxdb) as JSON; correct it, or delete it and give them again`);
  }
}
