const HIDDEN = '…';

/** Whatever stands between a user's colon and the last @ of a URL: a password may hold any character but a blank. */
const IN_URL = /([a-z][a-z0-9+.-]*:\/\/[^\s:@/]*):\S*@/gi;
const IN_QUERY = /([?&#;](?:code|token|key|secret|auth|password|passphrase|pass|pwd|session|signature|sig|[a-z_]*(?:_token|_key|_secret))=)[^\s&#;"'<>]+/gi;
const IN_HEADER = /\b(bearer|basic)\s+[\w.~+/=-]+/gi;
/** InfluxDB's header; the word alone is one of the language. */
const TOKEN_HEADER = /\b(authorization["']?\s*[:=]\s*["']?\w+|token)(\s+)(?=[\w.~+/=-]*\d)[\w.~+/=-]{8,}/gi;
const NAMED = /((?:password|passphrase|passwd|pwd|secret|token|api[_-]?key|private[_-]?key|credentials?|cookie)["']?\s*[:=]\s*)(?!…)("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\s,;)}\]]+)/gi;
/** As long as the shortest code of a link. */
const RANDOM = /[A-Za-z0-9_-]{24,}/g;

/**
 * A function that takes a text of any length and gives it as it may be kept: without passwords of URLs, tokens, codes
 * of links and what is named as a secret, and with the home directory as "~". `home` is '' where there is none.
 */
export function withoutSecretsIn(home: string): (text: string) => string {
  const places = homePlaces(home);
  return (text) => {
    const clean = text
      .replace(IN_URL, `$1:${HIDDEN}@`)
      .replace(IN_QUERY, `$1${HIDDEN}`)
      .replace(IN_HEADER, `$1 ${HIDDEN}`)
      .replace(TOKEN_HEADER, `$1$2${HIDDEN}`)
      .replace(NAMED, `$1${HIDDEN}`)
      .replace(RANDOM, (word) => (isRandom(word) ? HIDDEN : word));
    return places === null ? clean : clean.replace(places, '~');
  };
}

/** Names and ids have words in them, or one kind of letter; what was drawn changes between kinds at every other place. */
function isRandom(word: string): boolean {
  const kinds = [...word].map(kindOf);
  const changes = kinds.filter((kind, at) => at > 0 && kind !== kinds[at - 1]).length;
  const has = (kind: ReturnType<typeof kindOf>): boolean => kinds.includes(kind);
  const isHash = word.length >= 40 && /^[0-9a-f]+$/.test(word);
  return isHash || (has('upper') && has('lower') && changes > word.length * (has('digit') ? 0.3 : 0.42));
}

function kindOf(letter: string): 'upper' | 'lower' | 'digit' | 'other' {
  if (letter >= 'a' && letter <= 'z') return 'lower';
  if (letter >= 'A' && letter <= 'Z') return 'upper';
  return letter >= '0' && letter <= '9' ? 'digit' : 'other';
}

/** The home directory as paths and file URLs have it, and nothing that only begins like it. */
function homePlaces(home: string): RegExp | null {
  const trimmed = home.replace(/[/\\]+$/, '');
  if (trimmed.length < 2) return null;
  const parts = trimmed.split(/[/\\]/).map((part) => (part === '' ? '' : `(?:${escaped(part)}|${escaped(encodeURIComponent(part))})`));
  const [first = '', ...rest] = parts;
  // Written into JSON, a backslash is two.
  const separator = '[/\\\\]{1,2}';
  return new RegExp(`(?<![\\w.-])${first}${first === '' ? '/' : separator}${rest.join(separator)}(?![\\w.-])`, /^[a-z]:/i.test(trimmed) ? 'gi' : 'g');
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
