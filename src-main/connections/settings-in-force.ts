import type { ConnectionSettings, ConnectionsView, ServerName } from '../../src-core/contract/connections.ts';

/** A setting's path, and the environment variable or flag that decides it. */
export type Override = ConnectionsView['overrides'][number];

/** A password or token for each server; null for none. */
export type Secrets = Readonly<Record<ServerName, string | null>>;

/** Whether sessions are recorded, and what all recordings together may take. */
export interface RecordingSettings {
  readonly enabled: boolean;
  readonly maximumGigabytes: number;
}

/** The connection settings of one start: the config file under the environment under the flags. */
export interface SettingsInForce {
  /** The config file's path; it need not be there. */
  readonly configFile: string;
  readonly settings: ConnectionSettings;
  readonly recordings: RecordingSettings;
  readonly overrides: readonly Override[];
  /** Those that the environment gives. */
  readonly secrets: Secrets;
  /** In safe mode: why the file and the environment were left aside, as a sentence. */
  readonly leftAside?: string;
}
