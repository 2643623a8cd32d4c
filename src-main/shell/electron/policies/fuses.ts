import type { FuseV1Options } from '@electron/fuses';

export type FuseName = keyof typeof FuseV1Options;

/** How each fuse of the packaged binary is to stand, and why. */
export const FUSES: Readonly<Record<FuseName, { readonly enabled: boolean; readonly why: string }>> = {
  RunAsNode: { enabled: false, why: 'the installed program is not an interpreter for other people’s scripts; nothing here starts itself as one' },
  EnableCookieEncryption: { enabled: true, why: 'the page sets no cookies; one that is ever set is not readable on the disk' },
  EnableNodeOptionsEnvironmentVariable: { enabled: false, why: 'NODE_OPTIONS would put other code into the core' },
  EnableNodeCliInspectArguments: { enabled: false, why: '--inspect and SIGUSR1 would open the core to other programs' },
  EnableEmbeddedAsarIntegrityValidation: { enabled: true, why: 'a changed program does not start' },
  OnlyLoadAppFromAsar: { enabled: true, why: 'a folder beside the archive is never the program' },
  LoadBrowserProcessSpecificV8Snapshot: { enabled: false, why: 'there is no snapshot of our own; with it on, the binary looks for one and does not start' },
  GrantFileProtocolExtraPrivileges: { enabled: false, why: 'the page has a scheme of its own, and nothing is loaded from file:' },
  WasmTrapHandlers: { enabled: true, why: 'reads past the end of WebAssembly’s memory are trapped by the processor; pricing runs in it' },
};
