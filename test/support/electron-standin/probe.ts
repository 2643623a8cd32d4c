import { EventEmitter } from 'node:events';
import type { Answers } from './reports.ts';

const PAGE = 'smart-0dte://terminal/';
const ELSEWHERE = 'https://evil.example/';
const UNANSWERED = 'unanswered';

interface AskingFrame {
  readonly requestingUrl?: string;
  readonly isMainFrame: boolean;
}

export interface ProbedSession extends EventEmitter {
  readonly request: ((contents: null, permission: string, callback: (granted: boolean) => void, details: AskingFrame) => void) | null;
  readonly check: ((contents: null, permission: string, origin: string, details: AskingFrame) => boolean) | null;
  readonly device: (() => boolean) | null;
  readonly displayMedia: ((request: object, callback: (streams: object | null) => void) => void) | null;
}

export interface ProbedContents extends EventEmitter {
  readonly windowOpenHandler: ((details: { url: string }) => { action: string }) | null;
}

/** Asks whatever Electron would ask, and notes the answers. */
export function probe(app: EventEmitter, contents: ProbedContents, session: ProbedSession): Answers {
  const answers: Record<string, string | boolean> = {};
  const frames: readonly (readonly [name: string, frame: AskingFrame])[] = [
    ['the page', { requestingUrl: PAGE, isMainFrame: true }],
    ['a frame', { requestingUrl: PAGE, isMainFrame: false }],
    ['elsewhere', { requestingUrl: ELSEWHERE, isMainFrame: true }],
  ];
  for (const permission of ['notifications', 'media', 'usb', 'fileSystem']) {
    for (const [who, frame] of frames) {
      let asked: string | boolean = UNANSWERED;
      session.request?.(null, permission, (granted) => (asked = granted), frame);
      answers[`request ${permission} of ${who}`] = asked;
      answers[`check ${permission} of ${who}`] = session.check?.(null, permission, frame.requestingUrl ?? '', frame) ?? UNANSWERED;
    }
  }
  answers['device'] = session.device?.() ?? UNANSWERED;
  let captured = UNANSWERED;
  session.displayMedia?.({}, (streams) => (captured = streams === null ? 'nothing' : 'something'));
  answers['display capture'] = captured;
  for (const kind of ['usb', 'hid']) answers[`select ${kind}`] = chosen(session, `select-${kind}-device`, {});
  answers['select serial'] = chosen(session, 'select-serial-port', [], null);
  answers['select bluetooth'] = chosen(contents, 'select-bluetooth-device', []);
  for (const address of ['blob:smart-0dte://terminal/1', `${ELSEWHERE}malware.exe`]) answers[`download ${address}`] = isPrevented(session, 'will-download', { getURL: () => address });
  for (const event of ['will-navigate', 'will-redirect', 'will-frame-navigate']) {
    for (const [who, url, isMainFrame] of [['the page', PAGE, true], ['a frame', PAGE, false], ['elsewhere', ELSEWHERE, true], ['a file', 'file:///etc/passwd', true]] as const) {
      answers[`${event} to ${who}`] = isNavigationPrevented(contents, event, { url, isMainFrame });
    }
  }
  answers['attach a webview'] = isPrevented(contents, 'will-attach-webview', {}, {});
  for (const url of [ELSEWHERE, PAGE, 'https://www.tradingview.com/']) answers[`open ${url}`] = contents.windowOpenHandler?.({ url }).action ?? UNANSWERED;
  answers['bad certificate'] = decided(app, 'certificate-error', contents, ELSEWHERE, 'net::ERR_CERT_AUTHORITY_INVALID', {});
  answers['client certificate'] = chosen(app, 'select-client-certificate', contents, ELSEWHERE, [{}]);
  answers['login'] = isPrevented(app, 'login', contents, {}, {});
  return answers;
}

class Preventable {
  isPrevented = false;
  preventDefault(): void {
    this.isPrevented = true;
  }
}

/** "prevented", "let be", or that nobody listens. */
function isPrevented(emitter: EventEmitter, event: string, ...details: readonly unknown[]): string {
  const preventable = new Preventable();
  if (!emitter.emit(event, preventable, ...details)) return UNANSWERED;
  return preventable.isPrevented ? 'prevented' : 'let be';
}

/** Electron gives what it tells of a navigation with the event itself. */
function isNavigationPrevented(emitter: EventEmitter, event: string, details: object): string {
  const preventable = Object.assign(new Preventable(), details);
  if (!emitter.emit(event, preventable)) return UNANSWERED;
  return preventable.isPrevented ? 'prevented' : 'let be';
}

/** Whether a choice was prevented, and what was chosen in its place. */
function chosen(emitter: EventEmitter, event: string, ...details: readonly unknown[]): string {
  let choice = 'no choice';
  const prevented = isPrevented(emitter, event, ...details, (given?: unknown) => (choice = given === undefined || given === '' ? 'none' : 'one'));
  return `${prevented}, ${choice}`;
}

function decided(emitter: EventEmitter, event: string, ...details: readonly unknown[]): string {
  let decision = UNANSWERED;
  const prevented = isPrevented(emitter, event, ...details, (accepted: boolean) => (decision = accepted ? 'accepted' : 'refused'));
  return `${prevented}, ${decision}`;
}
