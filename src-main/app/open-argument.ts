import { isAbsolute, resolve } from 'node:path';
import { PACKAGE_SUFFIX } from '../market-data/recordings/recording-package.ts';

/** The scheme of links that open a recording; the window's page has another, which no link can reach. */
export const LINK_SCHEME = 'smart-0dte-open';
/** A recording's folder, as the recorder names it. */
const NAME = /^\d{4}-\d{2}-\d{2}_[a-z]+_[a-z0-9_-]{1,120}$/;

/** What the program was asked to open. */
export type OpenArgument =
  | { readonly kind: 'file'; readonly path: string }
  /** A recording that is kept here, by the name of its folder. */
  | { readonly kind: 'kept'; readonly name: string }
  | { readonly kind: 'refused'; readonly why: string };

/** What an argument asks to open; null where it is a flag or a flag's value, and none of this. A file's path may be relative to `directory`. */
export function openArgument(argument: string, directory: string): OpenArgument | null {
  if (argument.toLowerCase().startsWith(`${LINK_SCHEME}:`)) return ofLink(argument);
  if (argument.startsWith('-') || !argument.toLowerCase().endsWith(PACKAGE_SUFFIX)) return null;
  return { kind: 'file', path: isAbsolute(argument) ? argument : resolve(directory, argument) };
}

/** What is left of a program's arguments for its flags, and what it was asked to open last; null for nothing. */
export function splitArguments(argv: readonly string[], directory: string): { readonly flags: readonly string[]; readonly open: string | null } {
  const asked = argv.filter((argument) => openArgument(argument, directory) !== null);
  return { flags: argv.filter((argument) => !asked.includes(argument)), open: asked.at(-1) ?? null };
}

function ofLink(link: string): OpenArgument {
  const url = URL.parse(link);
  const [, name = ''] = /^\/([^/]+)$/.exec(url?.pathname ?? '') ?? [];
  if (url === null || url.host !== 'recording' || url.search !== '' || url.hash !== '' || url.username !== '' || url.password !== '' || !NAME.test(name)) {
    return { kind: 'refused', why: `the link opens nothing; expected ${LINK_SCHEME}://recording/ with a recording's name` };
  }
  return { kind: 'kept', name };
}
