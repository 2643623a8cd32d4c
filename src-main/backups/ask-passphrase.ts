import type { ReadStream } from 'node:tty';
import { StartFailure } from '../start-failure.ts';

export const PASSPHRASE_VARIABLE = 'SMART_0DTE_PASSPHRASE';

export interface PassphraseSources {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly input: Pick<ReadStream, 'isTTY' | 'setRawMode' | 'resume' | 'pause' | 'on' | 'off'>;
  readonly output: { write(text: string): unknown };
}

/**
 * A passphrase from the environment, or typed without being shown; twice where a new one is made up. Never from an
 * argument: those can be read in the list of processes. Throws StartFailure where nobody can be asked, or the two differ.
 */
export async function askPassphrase({ environment, input, output }: PassphraseSources, isNew: boolean): Promise<string> {
  const given = environment[PASSPHRASE_VARIABLE];
  if (given !== undefined && given !== '') return given;
  if (!input.isTTY) throw new StartFailure(`no passphrase: nobody can be asked here; expected one in ${PASSPHRASE_VARIABLE}`);
  const typed = await ask('Passphrase: ');
  if (isNew && (await ask('The same again: ')) !== typed) throw new StartFailure('the two passphrases differ; nothing was written');
  return typed;

  async function ask(question: string): Promise<string> {
    output.write(question);
    input.setRawMode(true);
    input.resume();
    try {
      return await line();
    } finally {
      input.setRawMode(false);
      input.pause();
      output.write('\n');
    }
  }

  function line(): Promise<string> {
    return new Promise((resolve, reject) => {
      let letters: string[] = [];
      const hear = (bytes: Buffer): void => {
        for (const letter of bytes.toString('utf8')) {
          if (letter === '\r' || letter === '\n' || letter === '\u0004') {
            input.off('data', hear);
            resolve(letters.join(''));
            return;
          }
          if (letter === '\u0003') {
            input.off('data', hear);
            reject(new StartFailure('no passphrase was given; nothing was done'));
            return;
          }
          if (letter === '\u007f' || letter === '\b') letters = letters.slice(0, -1);
          else if (letter >= ' ') letters.push(letter);
        }
      };
      input.on('data', hear);
    });
  }
}
