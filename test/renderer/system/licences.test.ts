import { describe, expect, it } from 'vitest';
import { foundPackages, readLicences } from '../../../src-renderer/panels/system/use-licences.ts';

const zod = { name: 'zod', version: '4.0.0', licence: 'MIT', text: 'Permission is hereby granted', homepage: null };
const fonts = { name: '@fontsource/inter', version: '5.3.0', licence: 'OFL-1.1', text: 'SIL', homepage: 'https://fontsource.example' };

const read = (answer: Response | Error) => readLicences(new AbortController().signal, () => (answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer)));
const json = (body: unknown, status = 200): Response => Response.json(body, { status });

describe('readLicences', () => {
  it('reads the list of the build', async () => {
    expect(await read(json({ packages: [zod, fonts] }))).toEqual({ kind: 'read', packages: [zod, fonts] });
  });

  it('tells a build without a list from one that cannot be read', async () => {
    expect(await read(new Response('none', { status: 404 }))).toEqual({ kind: 'absent' });
    expect(await read(new Response('<!doctype html>', { headers: { 'Content-Type': 'text/html' } }))).toEqual({ kind: 'absent' });
    expect(await read(json({}, 503))).toEqual({ kind: 'failed', message: 'it was answered with 503' });
    expect(await read(json({ packages: [{ name: 'zod' }] }))).toMatchObject({ kind: 'failed' });
    expect(await read(new Error('Failed to fetch'))).toEqual({ kind: 'failed', message: 'Failed to fetch' });
  });
});

describe('foundPackages', () => {
  it('looks at names and licences', () => {
    expect(foundPackages([zod, fonts], 'ofl inter')).toEqual([fonts]);
    expect(foundPackages([zod, fonts], 'mit')).toEqual([zod]);
    expect(foundPackages([zod, fonts], ' ')).toHaveLength(2);
  });
});
