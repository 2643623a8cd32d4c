import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const root = join(import.meta.dirname, '../../..');
const folder = join(root, '.github/workflows');
const { version, scripts } = z.object({ version: z.string(), scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));

/** Lines with their indentation, without comments and empty ones. */
function linesOf(file: string): { indent: number; text: string }[] {
  return readFileSync(join(folder, file), 'utf8')
    .split('\n')
    .filter((line) => /^\s*[^\s#]/.test(line))
    .map((line) => ({ indent: line.search(/\S/), text: line.trim() }));
}

/** What lies under each line that `opens` matches: its own rest, and all that is indented further. */
function blocks(lines: readonly { indent: number; text: string }[], opens: RegExp): string[] {
  return lines.flatMap((line, index) => {
    const rest = opens.exec(line.text)?.[1];
    if (rest === undefined) return [];
    // "- run:" opens a mapping whose keys stand two to the right.
    const indent = line.indent + (line.text.startsWith('- ') ? 2 : 0);
    const end = lines.findIndex((other, at) => at > index && other.indent <= indent);
    return [[rest, ...lines.slice(index + 1, end === -1 ? undefined : end).map(({ text }) => text)].join('\n').trim()];
  });
}

/** Of each job: its name and its lines. */
function jobsOf(lines: readonly { indent: number; text: string }[]): { name: string; text: string }[] {
  const start = lines.findIndex(({ indent, text }) => indent === 0 && text === 'jobs:');
  return lines.slice(start + 1).flatMap(({ indent, text }) => {
    const name = indent === 2 ? /^([\w-]+):$/.exec(text)?.[1] : undefined;
    return name === undefined ? [] : [{ name, text: blocks(lines.slice(start + 1), new RegExp(`^${name}:()$`))[0] ?? '' }];
  });
}

describe.each(readdirSync(folder))('the workflow %s', (file) => {
  const lines = linesOf(file);
  const jobs = jobsOf(lines);
  const commands = [...blocks(lines, /^(?:- )?run: ?(.*)$/), ...blocks(lines, /^command: (.*)$/)];

  it('uses GitHub’s own actions alone, each by its commit, with the version beside it', () => {
    const used = readFileSync(join(folder, file), 'utf8').match(/uses:.*/g) ?? [];
    expect(used.length).toBeGreaterThan(0);
    for (const line of used) expect(line).toMatch(/^uses: actions\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it('gives its jobs what each needs and no more, for a bounded time', () => {
    expect(lines.some(({ indent, text }) => indent === 0 && text.startsWith('permissions:'))).toBe(true);
    expect(jobs.length).toBeGreaterThan(0);
    for (const { name, text } of jobs) {
      expect(text, name).toMatch(/^timeout-minutes: \d+$/m);
      const writes = text.match(/^[\w-]+: write$/gm) ?? [];
      expect(writes.sort(), name).toEqual(file === 'release.yml' && name === 'release' ? ['attestations: write', 'contents: write', 'id-token: write'] : []);
      // A job that runs the packages' code holds no token that git would have left behind.
      expect(text.match(/^- uses: actions\/checkout@/gm)?.length ?? 0, name).toBe(text.match(/^persist-credentials: false$/gm)?.length ?? 0);
    }
    expect(lines.some(({ indent, text }) => indent === 0 && text === 'concurrency:')).toBe(true);
  });

  it('runs for nobody’s code but this repository’s with its secrets, and puts no text of others into a command', () => {
    expect(lines.map(({ text }) => text).filter((text) => /^(?:pull_request_target|workflow_run|issue_comment)\b/.test(text))).toEqual([]);
    for (const command of commands) expect(command.match(/\$\{\{(?! matrix\.command \}\}).*/g)).toBeNull();
    for (const { name, text } of jobs) if (text.includes('secrets.')) expect(text, name).toMatch(/^environment: release$/m);
    if (lines.some(({ text }) => text.startsWith('pull_request:'))) expect(lines.some(({ text }) => text.includes('secrets.'))).toBe(false);
  });

  it('calls what is there', () => {
    const called = commands.join('\n');
    const named = [...called.matchAll(/npm (?:run ([\w:-]+)|(test))/g)].map(([, script, test]) => script ?? test ?? '');
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
    const files = [...called.matchAll(/(?:node|bash) ((?:scripts|\.ci)\/[\w./-]+)/g)].flatMap(([, path]) => path ?? []);
    expect(files.length).toBeGreaterThan(0);
    expect(files.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    const flags = [...called.matchAll(/npm run package -- (.*)/g)].flatMap(([, given = '']) => given.split(' '));
    const accepted = readFileSync(join(root, 'scripts/package.mjs'), 'utf8');
    expect(flags.filter((flag) => !new RegExp(`^ {2}${flag} `, 'm').test(accepted))).toEqual([]);
  });
});

describe('a release', () => {
  const lines = linesOf('release.yml');
  const jobs = new Map(jobsOf(lines).map(({ name, text }) => [name, text]));
  const job = (name: string): string => jobs.get(name) ?? '';

  it('is made of what was tested on the three systems, for each on its own, and is a draft', () => {
    expect([...jobs.keys()]).toEqual(['tag', 'test', 'package', 'release']);
    expect([job('test'), job('package'), job('release')].map((text) => /^needs: (.*)$/m.exec(text)?.[1])).toEqual(['tag', 'test', 'package']);
    expect(job('test').match(/^- runner: (?:ubuntu|macos|windows)/gm)).toHaveLength(3);
    for (const flag of ['--linux', '--mac', '--win', '--browser-deb']) expect(job('package')).toContain(`npm run package -- ${flag}\n`);
    expect(job('release')).toContain('--draft');
  });

  it('signs with the variables that the packaging reads, by the names that its page gives', () => {
    const page = readFileSync(join(root, 'docs/packaging.md'), 'utf8');
    const secrets = [...job('package').matchAll(/^(\w+): \$\{\{ secrets\.(\w+) \}\}$/gm)].map(([, variable, secret]) => [variable, secret]);
    expect(secrets).toHaveLength(7);
    for (const [variable = '', secret] of secrets) {
      expect(secret).toBe(variable);
      expect(page).toContain(`\`${variable}\``);
    }
  });

  it('takes along what every target makes, what updates are found by, checksums and parts', () => {
    for (const ending of ['AppImage', 'deb', 'rpm', 'dmg', 'zip', 'exe', 'blockmap', 'yml', 'cdx.json']) expect(job('package')).toContain(`dist/*.${ending}\n`);
    expect(job('release').indexOf('scripts/checksums.mjs release')).toBeGreaterThan(job('release').indexOf('actions/download-artifact'));
    expect(job('release')).toContain('subject-checksums: release/SHA256SUMS');
  });

  it('is refused for a tag that is not the version', () => {
    const tagged = (tag: string): { status: number | null; said: string } => {
      const { status, stderr } = spawnSync(process.execPath, [join(root, 'scripts/release-tag.mjs'), tag], { encoding: 'utf8' });
      return { status, said: stderr };
    };
    expect(tagged(`v${version}`)).toEqual({ status: 0, said: '' });
    for (const tag of [version, `v${version}-beta`, 'v', '']) expect(tagged(tag)).toEqual({ status: 1, said: `the tag "${tag}" is not this program's version: expected "v${version}", from package.json\n` });
  });
});
