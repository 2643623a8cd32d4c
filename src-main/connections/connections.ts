import type { GatewayTest } from '../../src-core/contract/broker.ts';
import {
  type ConnectionSettings,
  type ConnectionTest,
  type ConnectionsView,
  type DeskView,
  type RetentionView,
  type ServerName,
  SERVERS,
  type ServerStatus,
} from '../../src-core/contract/connections.ts';
import type { GatewaySettings } from '../../src-core/contract/gateway-settings.ts';
import { ContractFailure } from '../../src-core/contract/messages.ts';
import type { ParsedInputOf } from '../../src-core/contract/operations.ts';
import type { GatewayAddress } from '../ibkr/gateway.ts';
import { StartFailure } from '../start-failure.ts';
import { checkGateway } from './check-gateway.ts';
import { checkSettings } from './check-settings.ts';
import { readConfigFile, writeConfigFile } from './config-file.ts';
import type { ConnectionTesters } from './connection-testers.ts';
import { placeOfUrl, readServerUrl } from './server-url.ts';
import type { Secrets, SettingsInForce } from './settings-in-force.ts';
import { type FileTexts, GATEWAY_PATHS, SETTING_PATHS, type SettingPath, type SettingTexts, textsOf, URL_PATHS } from './setting-paths.ts';
import type { Vault } from './vault.ts';

export interface ConnectionsParts {
  /** What this start runs with. */
  readonly inForce: SettingsInForce;
  readonly vault: Vault;
  readonly testers: ConnectionTesters;
  readonly servers: () => readonly ServerStatus[];
  readonly desk: () => DeskView | null;
  readonly retention: () => readonly RetentionView[];
  /** Where this terminal is connected to TWS or IB Gateway itself; null or absent where it is not. */
  readonly runningGateway?: () => GatewayAddress | null;
}

type SaveRequest = ParsedInputOf<'connections.save'>;
type TestRequest = ParsedInputOf<'connections.test'>;

/** The servers' settings as the Connections panel sees, tries and changes them. No password ever comes back out. */
export class Connections {
  readonly #parts: ConnectionsParts;
  /** What the next start will run with. */
  #set: ConnectionSettings;
  /** Servers whose password is in the vault. */
  readonly #kept: Record<ServerName, boolean>;
  #credentialsChanged = false;
  /** Ends when the last save has. */
  #saving: Promise<unknown> = Promise.resolve();

  private constructor(parts: ConnectionsParts, kept: Record<ServerName, boolean>) {
    this.#parts = parts;
    this.#set = parts.inForce.settings;
    this.#kept = kept;
  }

  static async open(parts: ConnectionsParts): Promise<Connections> {
    const kept = { postgresql: false, redis: false, influxdb: false };
    for (const server of SERVERS) kept[server] = (await parts.vault.get(server)) !== null;
    return new Connections(parts, kept);
  }

  view(): ConnectionsView {
    const { inForce, vault, servers, desk, retention } = this.#parts;
    const has = (server: ServerName): boolean => this.#kept[server] || inForce.secrets[server] !== null;
    return {
      settings: this.#set,
      overrides: [...inForce.overrides],
      credentials: { postgresql: has('postgresql'), redis: has('redis'), influxdb: has('influxdb') },
      configFile: inForce.configFile,
      vault: vault.kind,
      restartNeeded: this.#restartNeeded(),
      servers: [...servers()],
      desk: desk(),
      retention: [...retention()],
    };
  }

  /** Tries a server as it would be set up. Throws ContractFailure 'bad_input' only where InfluxDB's names are missing. */
  async test({ server, settings, credential }: TestRequest): Promise<ConnectionTest> {
    const reading = readServerUrl(server, settings.url);
    if (!reading.good) return { outcome: 'bad_url', text: `${reading.problem}.`, version: null, milliseconds: 0 };
    const { url } = reading;
    const kept = await this.#secretOf(server);
    // A kept password goes to the server it was kept for and to no other.
    const isElsewhere = kept !== null && !this.#isPlaceOf(server, url);
    const secret = credential ?? reading.password ?? (isElsewhere ? null : kept);
    const result = withoutSecret(await this.#tried(server, settings, url, secret), secret);
    if (result.outcome !== 'wrong_password' || secret !== null || !isElsewhere) return result;
    return { ...result, text: `${result.text} The password that is kept is for another server and was not sent; give it again to try it here.` };
  }

  /** Tries TWS or IB Gateway as it would be set up. */
  async testGateway(settings: GatewaySettings): Promise<GatewayTest> {
    const checked = checkGateway(textsOf({ ...this.#set, gateway: settings }));
    if (!checked.good) return { outcome: 'bad_settings', text: `${checked.path}: ${checked.problem}.`, serverVersion: null, accounts: [], milliseconds: 0 };
    return this.#parts.testers.gateway(checked.gateway, this.#parts.runningGateway ?? (() => null));
  }

  /** Keeps settings and passwords for the next start, all or none. Throws ContractFailure. */
  save(request: SaveRequest): Promise<ConnectionsView> {
    const saved = this.#saving.then(() => this.#save(request));
    this.#saving = saved.catch(() => {
      // Said to whoever asked for it.
    });
    return saved;
  }

  async #save({ settings, credentials }: SaveRequest): Promise<ConnectionsView> {
    const checked = checkSettings(textsOf(settings));
    if (!checked.good) throw badInput(`settings.${checked.path}`, checked.problem);
    const texts = textsOf(checked.settings);
    const decidedElsewhere = this.#overriddenIn(texts);
    const changes = this.#credentialChanges(checked.settings, checked.secrets, credentials);
    const file = this.#fileWith(texts, decidedElsewhere);
    await this.#keep(changes, file);
    this.#set = checked.settings;
    for (const [server, secret] of changes) {
      this.#kept[server] = secret !== null;
      this.#credentialsChanged = true;
    }
    return this.view();
  }

  /** The settings that the environment or a flag decides. Throws where one of them would change. */
  #overriddenIn(texts: SettingTexts): ReadonlySet<SettingPath> {
    const { inForce } = this.#parts;
    const running = textsOf(inForce.settings);
    const overridden = SETTING_PATHS.filter((path) => this.#decidedBy(path) !== null);
    for (const path of overridden) {
      if (texts[path] === running[path]) continue;
      throw badInput(`settings.${path}`, `is decided by ${this.#decidedBy(path)} (${JSON.stringify(running[path])}); start without it to change it here`);
    }
    return new Set(overridden);
  }

  #credentialChanges(settings: ConnectionSettings, inUrls: Secrets, given: SaveRequest['credentials']): ReadonlyMap<ServerName, string | null> {
    const changes = new Map<ServerName, string | null>();
    for (const server of SERVERS) {
      const field = `credentials.${server}`;
      const fromUrl = inUrls[server];
      const wanted = given[server] === undefined ? (fromUrl ?? undefined) : given[server];
      if (fromUrl !== null && given[server] !== undefined) {
        throw badInput(field, `is given here and in settings.${URL_PATHS[server]}; expected it once`);
      }
      if (wanted === undefined) {
        const { url } = settings.servers[server];
        if (!this.#kept[server] || url === '' || this.#isPlaceOf(server, url)) continue;
        throw badInput(field, `what is kept is for another server than ${placeOfUrl(url) ?? 'this one'}; expected it again, or null to forget it`);
      }
      const by = this.#decidedBy(field);
      if (by !== null) throw badInput(field, `is decided by ${by}; start without it to change it here`);
      changes.set(server, wanted);
    }
    return changes;
  }

  /** What the file will hold: of settings that are decided elsewhere, what it holds already. */
  #fileWith(texts: SettingTexts, decidedElsewhere: ReadonlySet<SettingPath>): Partial<FileTexts> {
    const file = this.#readFile();
    const next: Partial<Record<keyof FileTexts, string>> = { ...file };
    for (const path of SETTING_PATHS) {
      if (!decidedElsewhere.has(path)) next[path] = texts[path];
    }
    return next;
  }

  #readFile(): Partial<FileTexts> {
    try {
      return readConfigFile(this.#parts.inForce.configFile);
    } catch (error) {
      if (error instanceof StartFailure) throw new ContractFailure({ code: 'conflict', message: `${error.message}; correct the file first, so that nothing in it is lost` });
      throw error;
    }
  }

  /** Writes passwords and file; where the file cannot be written the passwords are as they were. */
  async #keep(changes: ReadonlyMap<ServerName, string | null>, file: Partial<FileTexts>): Promise<void> {
    const { inForce, vault } = this.#parts;
    const before = new Map<ServerName, string | null>();
    try {
      for (const [server, secret] of changes) {
        before.set(server, await vault.get(server));
        await vault.set(server, secret);
      }
      writeConfigFile(inForce.configFile, file);
    } catch (error) {
      for (const [server, secret] of before) await vault.set(server, secret);
      const reason = error instanceof Error ? error.message : String(error);
      throw new ContractFailure({ code: 'unavailable', message: `nothing was saved: ${reason}` });
    }
  }

  async #tried(server: ServerName, settings: TestRequest['settings'], url: string, secret: string | null): Promise<ConnectionTest> {
    const { testers } = this.#parts;
    switch (server) {
      case 'postgresql':
        return testers.postgresql({ url, password: secret });
      case 'redis':
        return testers.redis({ url, password: secret });
      case 'influxdb': {
        const { organisation, bucket } = settings;
        for (const [field, value] of Object.entries({ organisation, bucket })) {
          if (value.trim() === '') throw badInput(`settings.${field}`, `expected the name of InfluxDB's ${field} (got ${JSON.stringify(value)})`);
        }
        return testers.influxdb({ url, token: secret, organisation, bucket });
      }
    }
  }

  async #secretOf(server: ServerName): Promise<string | null> {
    return this.#parts.inForce.secrets[server] ?? (await this.#parts.vault.get(server));
  }

  #isPlaceOf(server: ServerName, url: string): boolean {
    return placeOfUrl(url) === placeOfUrl(this.#set.servers[server].url);
  }

  /** The variable or flag that decides a setting or credential; null where none does. */
  #decidedBy(path: string): string | null {
    return this.#parts.inForce.overrides.find((override) => override.path === path)?.variable ?? null;
  }

  #restartNeeded(): boolean {
    const running = this.#parts.inForce.settings;
    const isLocal = running.profile === 'local' && this.#set.profile === 'local';
    if (this.#credentialsChanged && !isLocal) return true;
    const [before, after] = [textsOf(running), textsOf(this.#set)];
    return (isLocal ? GATEWAY_PATHS : SETTING_PATHS).some((path) => before[path] !== after[path]);
  }
}

function badInput(field: string, problem: string): ContractFailure {
  return new ContractFailure({ code: 'bad_input', field, message: `${field}: ${problem}` });
}

/** Shorter ones would be found in any sentence. */
const RECOGNISABLE = 4;

/** A server's own words may repeat what it was sent. */
function withoutSecret(test: ConnectionTest, secret: string | null): ConnectionTest {
  return secret === null || secret.length < RECOGNISABLE ? test : { ...test, text: test.text.replaceAll(secret, '…') };
}
