/** Chromium's and Node's switches that would let somebody else into the program, and what each does. */
export const WEAKENING_SWITCHES = {
  'remote-debugging-port': 'lets other programs drive the window',
  'remote-debugging-pipe': 'lets the program that started it drive the window',
  'remote-debugging-address': 'lets other machines drive the window',
  'remote-allow-origins': 'lets pages drive the window',
  inspect: 'lets other programs into the core',
  'inspect-brk': 'lets other programs into the core',
  'inspect-brk-node': 'lets other programs into the core',
  'inspect-port': 'lets other programs into the core',
  'inspect-wait': 'lets other programs into the core',
  'inspect-publish-uid': 'lets other programs into the core',
  'debug-port': 'lets other programs into the core',
  'no-sandbox': 'takes the wall between the window and the machine away',
  'disable-setuid-sandbox': 'takes the wall between the window and the machine away',
  'disable-gpu-sandbox': 'takes the wall between drawing and the machine away',
  'disable-seccomp-filter-sandbox': 'takes the wall between the window and the machine away',
  'no-zygote-sandbox': 'takes the wall between the window and the machine away',
  'disable-web-security': 'lets the window read other sites',
  'disable-site-isolation-trials': 'lets pages share a process',
  'allow-running-insecure-content': 'lets the window load what anybody may have changed',
  'allow-file-access-from-files': 'lets files read other files',
  'unsafely-treat-insecure-origin-as-secure': 'trusts what anybody may have changed',
  'ignore-certificate-errors': 'trusts every server',
  'ignore-certificate-errors-spki-list': 'trusts servers that nobody vouches for',
  'load-extension': 'puts other programs into the window',
  'js-flags': 'changes how programs run',
  'host-rules': 'leads connections elsewhere',
  'host-resolver-rules': 'leads connections elsewhere',
  'proxy-server': 'leads connections elsewhere',
  'proxy-pac-url': 'leads connections elsewhere',
  'ssl-key-log-file': 'writes the keys of connections down',
  'log-net-log': 'writes down what goes over the network',
  'enable-blink-features': 'enables what is not finished',
  'enable-experimental-web-platform-features': 'enables what is not finished',
  'auth-server-allowlist': 'tells other servers who is signed in to the machine',
  'gpu-launcher': 'starts other programs',
  'renderer-cmd-prefix': 'starts other programs',
  'utility-cmd-prefix': 'starts other programs',
  'browser-subprocess-path': 'starts other programs',
  'user-data-dir': 'takes the window’s data elsewhere; --data-dir is the program’s flag',
} as const;

export type WeakeningSwitch = keyof typeof WEAKENING_SWITCHES;
const NAMES = Object.keys(WEAKENING_SWITCHES).filter(isWeakening);

/**
 * Why the program does not start as it was called, as a sentence; null where it does. Only what is packaged refuses:
 * tests and developers drive what is not. `hasSwitch` is asked of what Chromium itself has understood.
 */
export function commandLineRefusal(argv: readonly string[], hasSwitch: (name: string) => boolean, isPackaged: boolean): string | null {
  if (!isPackaged) return null;
  const given = argv.slice(1).map(switchName);
  const name = NAMES.find((weakening) => given.includes(weakening) || hasSwitch(weakening));
  if (name === undefined) return null;
  return `--${name} ${WEAKENING_SWITCHES[name]}: the installed program does not start with it; expected a start without it`;
}

/** Chromium takes "--name", "-name" and, on Windows, "/name", each with or without a value. */
function switchName(argument: string): string {
  const [, name = ''] = /^(?:--?|\/)([^=]*)/.exec(argument) ?? [];
  return name.toLowerCase();
}

function isWeakening(name: string): name is WeakeningSwitch {
  return Object.hasOwn(WEAKENING_SWITCHES, name);
}
