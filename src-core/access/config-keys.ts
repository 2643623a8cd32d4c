/** Types of a value of system_config, by the names the schema document gives them. */
export const CONFIG_TYPES = ['string', 'integer', 'decimal', 'boolean', 'json'] as const;
export type ConfigType = (typeof CONFIG_TYPES)[number];

interface Shared {
  /** A few words, for a form. */
  readonly title: string;
  /** What it decides, with its unit. */
  readonly description: string;
  /** 'desk': one value for all workstations of a desk. 'workstation': each has its own. */
  readonly place: 'desk' | 'workstation';
  /** Encrypted where it is kept, and never told. */
  readonly sensitive: boolean;
}

/** What a key's value may be, and what it is where it was never set. Decimals are texts of plain digits, as the table keeps them. */
export type ConfigDefinition = Shared &
  (
    /** `fewestLetters` is of what is not empty. */
    | { readonly type: 'string'; readonly initial: string; readonly mostLetters: number; readonly fewestLetters?: number }
    | { readonly type: 'integer'; readonly initial: number; readonly lowest: number; readonly highest: number }
    | { readonly type: 'decimal'; readonly initial: string; readonly lowest: string; readonly highest: string; readonly decimals: number }
    | { readonly type: 'boolean'; readonly initial: boolean }
    | { readonly type: 'json'; readonly initial: Readonly<Record<string, number>>; readonly fields: Readonly<Record<string, { readonly lowest: number; readonly highest: number; readonly title: string }>> }
  );

function key<Definition extends ConfigDefinition>(definition: Definition): Definition {
  return definition;
}

const DESK = { place: 'desk', sensitive: false } as const;
const WORKSTATION = { place: 'workstation', sensitive: false } as const;

/** Every key of system_config that the program reads, with its default: the one table of both. */
export const CONFIG = {
  'access.session_hours': key({ ...DESK, type: 'integer', initial: 12, lowest: 1, highest: 168, title: 'Session length', description: 'Hours a sign-in lasts without being used; each use begins them anew.' }),
  'access.idle_lock_minutes': key({ ...DESK, type: 'integer', initial: 15, lowest: 0, highest: 480, title: 'Idle lock', description: 'Minutes without a key or a click after which a window asks for the password again; 0 for never. Trading goes on behind it.' }),
  'access.free_attempts': key({ ...DESK, type: 'integer', initial: 5, lowest: 1, highest: 20, title: 'Attempts before waiting', description: 'Wrong passwords in a row from one device before each further one has to wait, twice as long each time.' }),
  'access.password_letters': key({ ...DESK, type: 'integer', initial: 10, lowest: 8, highest: 64, title: 'Shortest password', description: 'Letters that a new password must have.' }),
  'access.notice': key({ ...DESK, type: 'string', initial: '', mostLetters: 500, title: 'Notice at sign-in', description: 'Shown where people sign in; empty for none.' }),
  'accounts.paper_capital': key({ ...DESK, type: 'decimal', initial: '25000.00', lowest: '1000.00', highest: '100000000.00', decimals: 2, title: 'Paper capital', description: 'Dollars paid into a new paper account where nothing else is said.' }),
  'accounts.traders_open_paper': key({ ...DESK, type: 'boolean', initial: true, title: 'Traders open paper accounts', description: 'Whether traders may open paper accounts, or admins alone.' }),
  'accounts.live_checks': key({
    ...DESK,
    type: 'json',
    initial: { paperSessions: 20, paperTrades: 50, clockSeconds: 2 },
    fields: {
      paperSessions: { lowest: 0, highest: 1_000, title: 'sessions traded on paper' },
      paperTrades: { lowest: 0, highest: 100_000, title: 'trades ended on paper' },
      clockSeconds: { lowest: 1, highest: 60, title: 'seconds this clock may differ from the broker’s' },
    },
    title: 'Checks before live',
    description: 'What must have been done on paper before an account goes live.',
  }),
  'app.update_check': key({ ...WORKSTATION, type: 'boolean', initial: true, title: 'Look for new versions', description: 'Whether the installed program asks once a day whether there is a new version of it; nothing is fetched or installed before a person says so.' }),
  'backup.every_hours': key({ ...WORKSTATION, type: 'integer', initial: 24, lowest: 1, highest: 168, title: 'Backup interval', description: 'Hours between two backups while the program runs; one is made at each start as well.' }),
  'backup.keep': key({ ...WORKSTATION, type: 'integer', initial: 14, lowest: 2, highest: 200, title: 'Backups kept', description: 'How many backups stay when a new one is made.' }),
  'backup.export_passphrase': key({ ...WORKSTATION, type: 'string', initial: '', fewestLetters: 12, mostLetters: 200, sensitive: true, title: 'Export passphrase', description: 'What an export is encrypted with where no passphrase is given; empty for none.' }),
} as const satisfies Readonly<Record<string, ConfigDefinition>>;

export type ConfigKey = keyof typeof CONFIG;
export const CONFIG_KEYS = Object.keys(CONFIG).filter(isConfigKey);

/** Those that hold for a whole desk. */
export const DESK_KEYS = CONFIG_KEYS.filter((key) => CONFIG[key].place === 'desk');

export function isConfigKey(name: string): name is ConfigKey {
  return Object.hasOwn(CONFIG, name);
}

type ValueOf<Definition> = Definition extends { readonly type: 'string' | 'decimal' }
  ? string
  : Definition extends { readonly type: 'integer' }
    ? number
    : Definition extends { readonly type: 'boolean' }
      ? boolean
      : Definition extends { readonly initial: infer Initial }
        ? { readonly [Field in keyof Initial]: number }
        : never;
/** A key's value as the program reads it. */
export type ConfigValue<Key extends ConfigKey> = ValueOf<(typeof CONFIG)[Key]>;
