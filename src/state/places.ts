/** Where people find what acrctl keeps of one stack: paths of files, or URLs of blobs. */
export interface StatePlaces {
  /** Of this stack alone. */
  readonly directory: string;
  readonly state: string;
  readonly journal: string;
  readonly lock: string;
  /** Says where a state went that stood here. */
  readonly moved: string;
}
