/** What a packing made, as `pack.ts` writes it down. */
export interface Packed {
  readonly linux: PackedSystem & { readonly made: readonly MadeInstaller[] };
  readonly win: PackedSystem;
  readonly mac: PackedSystem;
}

export interface PackedSystem {
  /** The folder that an installer would hold. */
  readonly tree: string;
}

/** What a maker of installers was about to be given. */
export interface MadeInstaller {
  /** "AppImage", "deb" or "rpm". */
  readonly kind: string;
  /** The entry in the desktop's menu, as it stands in its file. */
  readonly desktop: string;
  readonly args: readonly string[];
}
