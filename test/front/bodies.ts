import type { Code } from '../../src/core/codes.ts';
import type { Sent } from './gateway/body.ts';
import { generatedFront } from './generated-front.ts';

/** What a public front is asked to be. */
export interface FrontWish {
  /** The label of the registry: `contoso`. */
  readonly registry: string;
  /** The name that clients call. */
  readonly host: string;
  readonly regions: readonly [FrontRegion, ...FrontRegion[]];
  readonly allowPush?: boolean;
  readonly blockedCountries?: readonly string[];
  readonly allowedCountries?: readonly string[];
  readonly blockedRanges?: readonly string[];
  /** What acrctl refuses in such a file, and is let pass here, so that it is seen what it leads to. */
  readonly despite?: readonly Code[];
}

export interface FrontRegion {
  readonly region: string;
  readonly dataHost: string;
}

/** What is sent to Resource Manager for one region. */
export interface FrontBodies {
  readonly region: string;
  readonly gateway: Sent;
  readonly policies: readonly Sent[];
  /** For which hosts each secret of the vault has a certificate. */
  readonly secrets: Readonly<Record<string, readonly string[]>>;
}

/** Where the bodies come from that all tests of this folder run: change it here, and nowhere else. */
export const frontBodies: (wish: FrontWish) => Promise<readonly FrontBodies[]> = generatedFront;
