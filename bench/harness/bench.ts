/** One number that a contestant gets in a round. */
export interface Figure {
  readonly name: string;
  /** With its unit, for people. */
  readonly title: string;
  readonly unit: string;
  readonly better: 'less' | 'more';
}

export interface Contestant {
  readonly name: string;
  /** One line on what it is and how it was set up, so that a reader can judge whether the comparison is fair. */
  readonly what: string;
}

/** One that the comparison is about and that cannot take part in this run: it has no figures, not figures of 0. */
export interface Absentee {
  readonly name: string;
  /** What it lacks, as a sentence without its subject: `needs …`. */
  readonly why: string;
}

/** The figures of one round, by name. */
export type Figures = Readonly<Record<string, number>>;

/** What contestants run against: the same for all of them, and for all rounds. */
export interface Arena {
  /** Runs one contestant once, in a process of its own. */
  round(contestant: string): Promise<Figures>;
  close(): Promise<void>;
}

export interface Bench {
  readonly name: string;
  /** What it compares, in one line. */
  readonly about: string;
  /** Sizes that the figures depend on. */
  readonly settings: Readonly<Record<string, number | string>>;
  readonly figures: readonly Figure[];
  readonly contestants: readonly Contestant[];
  readonly absent?: readonly Absentee[];
  /** Rounds that count unless the caller says how many: fewer than usual for what takes long. */
  readonly rounds?: number;
  /** Folders whose code is measured, or measures. */
  readonly sources: readonly string[];
  open(options: { readonly signal: AbortSignal; readonly report: (line: string) => void }): Promise<Arena>;
}
