import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseSettings } from '../../../../src-main/settings.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'safe-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

const DESK = '{ "profile": "desk", "workstation": "left", "servers": { "postgresql": { "url": "postgres://desk@db:5432/smart_0dte" } }, "recordings": { "maximumGigabytes": 50 } }';
const config = (text: string): void => writeFileSync(join(dataDir, 'config.json'), text);
const read = (flags: readonly string[] = [], environment: Record<string, string> = {}) => parseSettings(['--data-dir', dataDir, '--safe-mode', ...flags], environment);

describe('the settings of safe mode', () => {
  it('are the local profile on a desk machine, whoever says desk, and nothing is recorded', () => {
    config(DESK);
    for (const [flags, environment] of [
      [[], {}],
      [['--profile', 'desk'], {}],
      [[], { SMART_0DTE_PROFILE: 'desk' }],
    ] as const) {
      const { desk, connections, recordings, safeMode } = read(flags, environment);
      expect({ desk, safeMode, recordings }).toEqual({ desk: null, safeMode: true, recordings: { enabled: false, maximumGigabytes: 50 } });
      expect(connections.settings).toMatchObject({ profile: 'local', workstation: 'left', servers: { postgresql: { url: 'postgres://desk@db:5432/smart_0dte' } } });
      // The Connections panel says by what, and cannot change it.
      expect(connections.overrides).toContainEqual({ path: 'profile', variable: '--safe-mode' });
      expect(connections.leftAside).toBeUndefined();
    }
    expect(readFileSync(join(dataDir, 'config.json'), 'utf8')).toBe(DESK);
  });

  it('leave a config file aside that would keep the program from starting, and say so', () => {
    for (const broken of ['{ "profile": ', '{ "profil": "desk" }', '{ "workstation": " x " }', '{ "servers": { "redis": { "url": "redis://:hunter2@cache" } } }', '{ "recordings": { "maximumGigabytes": -1 } }']) {
      config(broken);
      expect(() => parseSettings(['--data-dir', dataDir], {}), broken).toThrow(join(dataDir, 'config.json'));
      const { desk, connections, recordings } = read();
      expect(desk).toBeNull();
      // What is recorded already must not make way.
      expect(recordings).toEqual({ enabled: false, maximumGigabytes: 10_000 });
      expect(connections.leftAside).toContain(join(dataDir, 'config.json'));
      expect(connections.leftAside).not.toContain('hunter2');
      expect(connections.configFile).toBe(join(dataDir, 'config.json'));
    }
    expect(read(['--config', join(dataDir, 'nowhere.json')]).connections.configFile).toBe(join(dataDir, 'nowhere.json'));
  });

  it('leave an environment aside that is wrong, with all that it says', () => {
    const { desk, connections } = read([], { SMART_0DTE_RECORDINGS: 'perhaps', SMART_0DTE_REDIS_PASSWORD: 'hunter2' });
    expect(desk).toBeNull();
    expect(connections.leftAside).toContain('SMART_0DTE_RECORDINGS');
    expect(connections.secrets.redis).toBeNull();
  });

  it('are refused for a flag that was just typed wrong, as ever', () => {
    expect(() => read(['--seed', 'x'])).toThrow('--seed "x"');
  });
});
