/** A run over a corpus, whoever does the work. */

export interface Run {
  readonly workers: number;
  /** Told how many digits are scored: fewer than before where a shard has to be scored anew. */
  readonly onProgress: (digits: number) => void;
}
